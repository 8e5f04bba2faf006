import * as EpisodeSteering from "@aethercast/agents/episode/EpisodeSteering"
import { EpisodeTakenOver } from "@aethercast/agents/store/Episodes"
import type { EpisodeSession } from "@aethercast/agents/episode/EpisodeSession"
import { CommandId, type SteeringCommand } from "@aethercast/domain/SteeringCommand"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { activation, episode } from "./SessionFixture.ts"

/** An activation that was replaced, and stores nothing any more. */
const replaced = activation({
  append: Effect.die(new EpisodeTakenOver({ episodeId: episode.id }))
})

const steer = (session: EpisodeSession, command: SteeringCommand) =>
  EpisodeSteering.steer(session, command, [], () => Effect.void)

const numbered = (n: number, kind: "simpler" | "deeper" | "skip"): SteeringCommand => ({
  id: CommandId.make(`command-${n}`),
  kind
})

describe("a command", () => {
  it.effect("that is repeated has its outcome again, and with other content is refused", () =>
    Effect.gen(function* () {
      const session = yield* activation({})
      const first = yield* steer(session, numbered(1, "deeper"))
      yield* steer(session, numbered(2, "deeper"))
      assert.deepStrictEqual(yield* steer(session, numbered(1, "deeper")), first)
      const refused = yield* Effect.flip(steer(session, numbered(1, "simpler")))
      assert.strictEqual(refused.id, "command-1")
      assert.strictEqual((yield* session.state).episode.steering.depth, 2)
    })
  )

  it.effect("that crosses others is decided after them, one at a time", () =>
    Effect.gen(function* () {
      const session = yield* activation({})
      const commands = Array.from({ length: 10 }, (_, n) =>
        numbered(n, n % 2 === 0 ? "deeper" : "simpler")
      )
      const outcomes = yield* Effect.forEach(commands, (command) => steer(session, command), {
        concurrency: "unbounded"
      })
      const { commands: recorded, depth } = (yield* session.state).episode.steering
      assert.deepStrictEqual(
        recorded.map(({ outcome }) => outcome),
        outcomes
      )
      assert.strictEqual(depth, 0)
    })
  )

  it.effect("beyond the 500th has no effect and is not kept", () =>
    Effect.gen(function* () {
      const session = yield* activation({})
      for (let n = 0; n < 500; n++) yield* steer(session, numbered(n, "skip"))
      assert.deepStrictEqual(yield* steer(session, numbered(500, "deeper")), {
        _tag: "None",
        reason: "too-many-commands"
      })
      assert.deepStrictEqual(yield* steer(session, numbered(7, "skip")), {
        _tag: "None",
        reason: "nothing-heard"
      })
      const { commands, depth } = (yield* session.state).episode.steering
      assert.deepStrictEqual([commands.length, depth], [500, 0])
    })
  )

  it.effect(
    "is not acknowledged by an actor that has been replaced, however often it is repeated",
    () =>
      Effect.gen(function* () {
        const session = yield* replaced
        const repeated = Effect.exit(steer(session, numbered(1, "deeper")))
        assert.isTrue(Exit.isFailure(yield* repeated))
        assert.isTrue(Exit.isFailure(yield* repeated))
      })
  )
})
