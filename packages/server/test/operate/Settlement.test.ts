import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { report, settleEach } from "../../src/operate/Settlement.ts"
import { letter } from "./Records.ts"

describe("Settlement", () => {
  it("counts the letters that were settled, and is done when all were", () => {
    const one = { id: "a/b", done: true, words: "answered" }
    const other = { ...one, done: false, words: "no" }
    assert.deepStrictEqual(report("Replayed", [one, other]), {
      json: { asked: 2, done: 1, letters: [one, other] },
      lines: ["Replayed 1 of 2 dead letters.", "  a/b: answered", "  a/b: no"],
      done: false
    })
    assert.isTrue(report("Replayed", []).done)
  })

  it.effect("leaves a settled letter alone, and says how and why it was settled", () =>
    Effect.gen(function* () {
      const settlements = yield* settleEach([letter], () => Effect.die("It was settled again"))
      assert.deepStrictEqual(settlements, [
        { id: "errand:1/fetch", done: false, words: "already discarded (gone)" }
      ])
    })
  )
})
