import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as EpisodeIds from "../../src/sessions/EpisodeIds.ts"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"
import { secretOf } from "./TestSessions.ts"

const [mine, yours] = [
  SessionSecret.sessionOf(secretOf("a")),
  SessionSecret.sessionOf(secretOf("b"))
]

describe("the ids of a session's episodes", () => {
  it.effect("are accepted from that session only", () =>
    Effect.gen(function* () {
      for (const id of [yield* EpisodeIds.fresh(mine), EpisodeIds.ofKey(mine, "k")]) {
        assert.isTrue(EpisodeIds.isOf(mine, id))
        assert.isFalse(EpisodeIds.isOf(yours, id))
      }
    })
  )

  it.effect("differ, except for the same key", () =>
    Effect.gen(function* () {
      assert.notStrictEqual(yield* EpisodeIds.fresh(mine), yield* EpisodeIds.fresh(mine))
      assert.strictEqual(EpisodeIds.ofKey(mine, "k"), EpisodeIds.ofKey(mine, "k"))
      assert.notStrictEqual(EpisodeIds.ofKey(mine, "k"), EpisodeIds.ofKey(mine, "l"))
      assert.notStrictEqual(EpisodeIds.ofKey(mine, "k"), EpisodeIds.ofKey(yours, "k"))
    })
  )

  it.effect("cannot be made by a client", () =>
    Effect.gen(function* () {
      const id = yield* EpisodeIds.fresh(mine)
      const last = id.endsWith("0") ? "1" : "0"
      const forged = [id.slice(0, 39) + last, `0${id.slice(1)}`, id.slice(0, 20), "a".repeat(40)]
      for (const other of forged.filter((one) => one !== id)) {
        assert.isFalse(EpisodeIds.isOf(mine, EpisodeId.make(other)))
      }
      assert.isFalse(EpisodeIds.isOf(mine, yield* EpisodeIds.anonymous))
    })
  )
})
