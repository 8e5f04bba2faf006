import * as EpisodeSession from "@aethercast/agents/episode/EpisodeSession"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { empty } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Layer, Stream } from "effect"

/** An episode that is being spoken, without a line yet. */
export const episode = new Episode({
  id: EpisodeId.make("a".repeat(20)),
  workflowId: WorkflowId.make("episode:a"),
  title: "Tides",
  teaser: "Twice a day.",
  lengthSeconds: 60,
  style: "conversation",
  status: EpisodeStatus.cases.Generating.make({ stage: "speaking" }),
  notices: [],
  sources: [],
  timeline: empty
})

/** An activation of the episode's actor, with what storing its changes and resuming its run do. */
export const activation = (options: {
  readonly append?: Effect.Effect<void>
  readonly resume?: Effect.Effect<void>
}) =>
  EpisodeSession.make({ episode, version: 0 }).pipe(
    Effect.provide(
      Layer.merge(
        Layer.succeed(
          Episodes,
          Episodes.of({
            find: () => Effect.succeedNone,
            head: () => Effect.succeedNone,
            open: () => Effect.void,
            remove: () => Effect.void,
            append: () => options.append ?? Effect.void
          })
        ),
        Layer.succeed(
          RunQueue,
          RunQueue.of({
            enter: Effect.void,
            started: () => Effect.void,
            rest: () => Effect.void,
            resume: () => options.resume ?? Effect.void,
            leave: () => Effect.void,
            waiting: Effect.succeed([]),
            changes: Stream.never
          })
        )
      )
    )
  )
