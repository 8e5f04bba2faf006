import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { EventLoop } from "../../src/http/EventLoop.ts"

describe("EventLoop", () => {
  it.live("a stall of its thread makes it unresponsive for a while", () =>
    Effect.gen(function* () {
      const { isResponsive } = yield* EventLoop
      yield* Effect.sleep("100 millis")
      assert.isTrue(yield* isResponsive)
      yield* Effect.sync(stall)
      yield* eventually(Effect.filterOrFail(isResponsive, (responsive) => !responsive))
      yield* eventually(Effect.filterOrFail(isResponsive, (responsive) => responsive))
    }).pipe(Effect.provide(EventLoop.layer))
  )
})

const stall = () => {
  const end = performance.now() + 2500
  while (performance.now() < end);
}
