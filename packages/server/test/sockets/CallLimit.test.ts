import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Latch, Layer, Ref, Schema, Stream } from "effect"
import { Rpc, RpcGroup, RpcTest } from "effect/rpc"
import { CallLimit } from "../../src/sockets/CallLimit.ts"

class Slow extends RpcGroup.make(
  Rpc.make("Wait", { success: Schema.Int }),
  Rpc.make("Watch", { success: Schema.Int, stream: true })
).middleware(CallLimit) {}

describe("CallLimit", () => {
  it.effect("a socket has at most 32 calls in flight, streams included", () =>
    Effect.gen(function* () {
      const running = yield* Ref.make(0)
      const full = yield* Latch.make()
      const end = yield* Latch.make()
      const work = Effect.gen(function* () {
        if ((yield* Ref.updateAndGet(running, (n) => n + 1)) === 32) yield* Latch.open(full)
        yield* Latch.await(end)
        return 1
      })
      const client = yield* RpcTest.makeClient(Slow, { disableFatalDefects: true }).pipe(
        Effect.provide(
          Layer.merge(
            Slow.toLayer({ Wait: () => work, Watch: () => Stream.fromEffect(work) }),
            CallLimit.layer
          )
        )
      )
      const call = (n: number): Effect.Effect<unknown> =>
        n % 2 === 0 ? client.Wait() : Stream.runHead(client.Watch())

      const first = yield* Effect.forEach(Array.from({ length: 32 }).keys(), (n) =>
        Effect.forkChild(Effect.exit(call(n)))
      )
      yield* Latch.await(full)
      for (const n of [0, 1]) {
        const refused = yield* Effect.exit(call(n))
        assert.isTrue(Exit.isFailure(refused) && Cause.hasDies(refused.cause))
        assert.include(String(refused), "At most 32 calls")
      }
      assert.strictEqual(yield* Ref.get(running), 32)

      yield* Latch.open(end)
      for (const exit of yield* Effect.forEach(first, Fiber.join)) {
        assert.isTrue(Exit.isSuccess(exit))
      }
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(call(0))))
    })
  )
})
