import * as EpisodeSession from "@aethercast/agents/episode/EpisodeSession"
import * as EpisodeSteering from "@aethercast/agents/episode/EpisodeSteering"
import { EpisodeTakenOver, Episodes } from "@aethercast/agents/store/Episodes"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { empty } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Stream } from "effect"

const episode = new Episode({
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

/** An activation of the actor that was replaced, and stores nothing any more. */
const replaced = EpisodeSession.make({ episode, version: 0 }).pipe(
  Effect.provide(
    Layer.mergeAll(
      Layer.succeed(
        Episodes,
        Episodes.of({
          find: () => Effect.succeedNone,
          head: () => Effect.succeedNone,
          open: () => Effect.void,
          remove: () => Effect.void,
          append: () => Effect.die(new EpisodeTakenOver({ episodeId: episode.id }))
        })
      ),
      Layer.succeed(
        RunQueue,
        RunQueue.of({
          enter: Effect.void,
          started: () => Effect.void,
          rest: () => Effect.void,
          resume: () => Effect.void,
          leave: () => Effect.void,
          waiting: Effect.succeed([]),
          changes: Stream.never
        })
      )
    )
  )
)

describe("a command", () => {
  it.effect(
    "is not acknowledged by an actor that has been replaced, however often it is repeated",
    () =>
      Effect.gen(function* () {
        const session = yield* replaced
        const command = { id: CommandId.make("command-1"), kind: "deeper" } as const
        const steer = EpisodeSteering.steer(session, command, [], () => Effect.void)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(steer)))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(steer)))
      })
  )
})
