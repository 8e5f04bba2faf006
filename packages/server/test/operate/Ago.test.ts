import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Ago } from "../../src/operate/Ago.ts"

const decode = Schema.decodeEffect(Ago)

describe("Ago", () => {
  it.effect("is a number and a unit", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decode("90s"), 90_000)
      assert.strictEqual(yield* decode("30m"), 1_800_000)
      assert.strictEqual(yield* decode("2h"), 7_200_000)
      assert.strictEqual(yield* decode("7d"), 604_800_000)
      for (const wrong of ["", "2", "h", "-2h", "1.5h", "2 h", "2w"]) {
        yield* Effect.flip(decode(wrong))
      }
    })
  )
})
