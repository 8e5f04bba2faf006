import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as AwaitableMap from "../../src/agent/internal/AwaitableMap.ts"

describe("an awaitable map", () => {
  it.effect("gives a value that is there at once", () =>
    Effect.gen(function* () {
      const map = AwaitableMap.make<string, number>()
      map.set("a", 1)
      assert.strictEqual(yield* map.await("a"), 1)
    })
  )

  it.effect("wakes those who wait for a key when it is set, and nobody else", () =>
    Effect.gen(function* () {
      const map = AwaitableMap.make<string, number>()
      const waiting = yield* Effect.forEach(["a", "a", "b"], (key) =>
        Effect.forkChild(Effect.timeoutOption(map.await(key), "10 seconds"), {
          startImmediately: true
        })
      )
      map.set("c", 3)
      map.set("a", 1)
      yield* TestClock.adjust("10 seconds")
      const found = yield* Effect.forEach(waiting, Fiber.join)
      assert.deepStrictEqual(
        found.map((value) => (value._tag === "Some" ? value.value : "timeout")),
        [1, 1, "timeout"]
      )
    })
  )

  it("keeps a value that replaced the one to be deleted", () => {
    const map = AwaitableMap.make<string, { readonly name: string }>()
    const [first, second] = [{ name: "first" }, { name: "second" }]
    map.set("a", first)
    map.set("a", second)
    map.delete("a", first)
    assert.deepStrictEqual([...map.values()], [second])
    map.delete("a", second)
    assert.isUndefined(map.get("a"))
  })
})
