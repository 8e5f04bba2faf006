import * as EpisodeLines from "@aethercast/agents/episode/EpisodeLines"
import type * as EpisodeSession from "@aethercast/agents/episode/EpisodeSession"
import * as GenerationWindow from "@aethercast/agents/episode/GenerationWindow"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option, Ref } from "effect"
import * as SessionFixture from "./SessionFixture.ts"

/** An activation of the actor, and how often it has resumed the run. */
const activation = Effect.gen(function* () {
  const resumed = yield* Ref.make(0)
  const session = yield* SessionFixture.activation({
    resume: Ref.update(resumed, (count) => count + 1)
  })
  return { resumed: Ref.get(resumed), session }
})

const listenerComes = Effect.fnUntraced(function* (session: EpisodeSession.EpisodeSession) {
  const now = yield* Clock.currentTimeMillis
  yield* session.update((state) => ({
    ...state,
    audience: GenerationWindow.renewLease(state.audience, "someone", false, now)
  }))
  yield* EpisodeLines.resumeRun(session)
})

describe("a listener", () => {
  it.effect("who reports a position wakes nobody who waits for audio or events", () =>
    Effect.gen(function* () {
      const { session } = yield* activation
      const checks = yield* Ref.make(0)
      const check = Effect.as(
        Ref.update(checks, (count) => count + 1),
        Option.none()
      )
      for (const signal of [session.changes, session.audioChanges]) {
        yield* Effect.forkScoped(signal.awaitSome(check), { startImmediately: true })
      }
      yield* listenerComes(session)
      yield* Effect.yieldNow
      assert.strictEqual(yield* Ref.get(checks), 2)
      yield* EpisodeLines.prepare(session, SessionFixture.lineOf("0.0"))
      yield* Effect.yieldNow
      assert.isAbove(yield* Ref.get(checks), 2)
    })
  )

  it.effect("resumes a run that another owner put to rest after its episode had gone on", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* listenerComes(session)
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 1)
    })
  )

  it.effect("does not resume a run that is asking for lines", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* EpisodeLines.prepare(session, SessionFixture.lineOf("0.0"))
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 0)
    })
  )

  it.effect("resumes a run that is executed again and has to get its turn", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* EpisodeLines.prepare(session, SessionFixture.lineOf("0.0"))
      yield* EpisodeLines.runBegins(session)
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 1)
    })
  )
})
