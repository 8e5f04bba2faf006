import { Ramp } from "@aethercast/cluster/Ramp"
import { Ramps } from "@aethercast/cluster/Ramps"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import { awaitFollowers, report } from "../../src/operate/RampOutcome.ts"

const ramp = new Ramp({ kind: "agent", name: "A", from: 1, to: 2, percent: 10, changedAt: 0 })

/** Waits for followers of the ramp; the test says which nodes are behind. */
const waiting = Effect.gen(function* () {
  const behind = yield* Ref.make<ReadonlyArray<string>>(["n:1", "n:2"])
  const memory = yield* Effect.provide(Ramps, Ramps.layerMemory)
  const ramps = Ramps.of({
    ...memory,
    followers: () => Effect.map(Ref.get(behind), (behind) => ({ following: ["n:0"], behind }))
  })
  const fiber = yield* Effect.forkChild(Effect.provideService(awaitFollowers(ramp), Ramps, ramps), {
    startImmediately: true
  })
  return { behind, fiber }
})

describe("RampOutcome", () => {
  it.effect("waits until no node is behind", () =>
    Effect.gen(function* () {
      const { behind, fiber } = yield* waiting
      yield* TestClock.adjust("3 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* Ref.set(behind, [])
      yield* TestClock.adjust("250 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), { following: ["n:0"], behind: [] })
    })
  )

  it.effect("waits 8 seconds at most", () =>
    Effect.gen(function* () {
      const { fiber } = yield* waiting
      yield* TestClock.adjust("8500 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), {
        following: ["n:0"],
        behind: ["n:1", "n:2"]
      })
    })
  )

  it("is done when no node is behind, and names those that are", () => {
    const all = report(ramp, { following: ["n:0", "n:1"], behind: [] })
    assert.isTrue(all.done)
    assert.strictEqual(all.lines.at(-1), "Followed by all 2 nodes.")
    const some = report(ramp, { following: ["n:0"], behind: ["n:1", "n:2"] }, ["A remark."])
    assert.isFalse(some.done)
    assert.deepStrictEqual(some.lines.slice(1), [
      "A remark.",
      "Not followed yet by n:1, n:2: they hang, or have an older release."
    ])
  })
})
