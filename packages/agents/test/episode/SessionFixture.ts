import * as EpisodeSession from "@aethercast/agents/episode/EpisodeSession"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { empty, LineId, TimelineLine } from "@aethercast/domain/Timeline"
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

export const clip = new Clip({ id: ClipId.make("c".repeat(64)), frames: 3, sha256: "5".repeat(64) })

/** A line of its script that has not been spoken yet. */
export const lineOf = (id: string) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: 0,
    speaker: "host",
    text: "Here it comes.",
    passages: [],
    sources: []
  })

/** One that has. */
export const spokenLine = (id: string) => new TimelineLine({ ...lineOf(id), clip })

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
