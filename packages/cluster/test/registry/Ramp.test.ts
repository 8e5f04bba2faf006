import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import type { Kind } from "../../src/registry/AgentCard.ts"
import { InvalidRamp, NoSuchRamp, Ramp, versionFor } from "../../src/registry/Ramp.ts"
import { Ramps } from "../../src/registry/Ramps.ts"

const ramp = (percent: number, kind: Kind = "agent", name = "Voice") =>
  new Ramp({ kind, name, from: 1, to: 2, percent, changedAt: 0 })

const keys = Array.from({ length: 10_000 }, (_, n) => `episode:${n}`)

const Percent = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))

describe("the version of a key", () => {
  it.prop("stays the new one as the ramp goes up", [Schema.String, Percent, Percent], (drawn) => {
    const [key, one, other] = drawn
    const [low, high] = [Math.min(one, other), Math.max(one, other)]
    if (versionFor(ramp(low), key, [1, 2]) === 2) {
      assert.strictEqual(versionFor(ramp(high), key, [1, 2]), 2)
    }
  })

  it.prop("is the old one at 0 %, and the new one at 100 %", [Schema.String], ([key]) => {
    assert.strictEqual(versionFor(ramp(0), key, [1, 2]), 1)
    assert.strictEqual(versionFor(ramp(100), key, [1, 2]), 2)
  })

  it("is the new one for the percentage of keys that the ramp says", () => {
    for (const percent of [1, 10, 50, 90]) {
      const moved = keys.filter((key) => versionFor(ramp(percent), key, [1, 2]) === 2)
      // Five standard deviations of 10,000 coin tosses are 2.5 %.
      assert.closeTo(moved.length / 100, percent, 2.5)
    }
  })

  it("is independent of the version under another ramp", () => {
    const half = (kind: Kind, name: string) =>
      keys.filter((key) => versionFor(ramp(50, kind, name), key, [1, 2]) === 2)
    const voice = new Set(half("agent", "Voice"))
    for (const other of [half("agent", "Script"), half("workflow", "Voice")]) {
      assert.closeTo(other.filter((key) => voice.has(key)).length, 2500, 250)
    }
  })

  it("is the same in every release", () => {
    const moved = keys.slice(0, 20).map((key) => versionFor(ramp(50), key, [1, 2]))
    assert.strictEqual(moved.join(""), "12221211211121112122")
  })

  it.prop("is one that every node serves", [Schema.String, Percent], ([key, percent]) => {
    assert.strictEqual(versionFor(ramp(percent), key, [1]), 1)
    assert.strictEqual(versionFor(ramp(percent), key, [1, 3]), 1)
    assert.strictEqual(versionFor(ramp(percent), key, [2]), 2)
    assert.strictEqual(versionFor(ramp(percent), key, [3, 4]), 4)
  })

  it("is the old one while every node serves none", () => {
    assert.strictEqual(versionFor(ramp(100), "key", []), 1)
  })

  it("is the highest without a ramp, if there is any", () => {
    assert.strictEqual(versionFor(undefined, "key", [2, 10, 9]), 10)
    assert.isUndefined(versionFor(undefined, "key", []))
  })
})

layer(Layer.fresh(Ramps.layerMemory))("ramps in memory", (it) => {
  it.effect("are found by kind and name", () =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      yield* ramps.set(ramp(10))
      yield* ramps.set(ramp(20))
      yield* ramps.set(ramp(30, "workflow"))
      assert.deepStrictEqual(yield* ramps.of("agent", "Voice"), ramp(20))
      assert.deepStrictEqual(yield* ramps.of("workflow", "Voice"), ramp(30, "workflow"))
      assert.isUndefined(yield* ramps.of("agent", "Script"))
      assert.strictEqual((yield* ramps.all).length, 2)
    })
  )

  it.effect("are rolled back to the old version", () =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      yield* ramps.set(ramp(60))
      assert.strictEqual((yield* ramps.rollBack("agent", "Voice")).percent, 0)
      assert.strictEqual((yield* ramps.of("agent", "Voice"))?.percent, 0)
    })
  )

  it.effect("fail when they lead to where they start, or do not exist", () =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      const circle = new Ramp({ ...ramp(10), to: 1 })
      assert.instanceOf(yield* Effect.flip(ramps.set(circle)), InvalidRamp)
      for (const name of ["Absent", "No\0body", ""]) {
        assert.instanceOf(yield* Effect.flip(ramps.rollBack("agent", name)), NoSuchRamp)
      }
    })
  )
})
