import * as EpisodeSteering from "@aethercast/agents/episode/EpisodeSteering"
import { EpisodeTakenOver } from "@aethercast/agents/store/Episodes"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { activation, episode } from "./SessionFixture.ts"

/** An activation that was replaced, and stores nothing any more. */
const replaced = activation({
  append: Effect.die(new EpisodeTakenOver({ episodeId: episode.id }))
})

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
