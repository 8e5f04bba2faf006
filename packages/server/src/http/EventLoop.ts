import { monitorEventLoopDelay } from "node:perf_hooks"
import { Context, Effect, Layer, Ref } from "effect"

/** Whether this process answers in time, or something occupies its only thread. */
export class EventLoop extends Context.Service<
  EventLoop,
  {
    /** False for 5 to 10 s after the thread was occupied for 2 s without a pause. */
    readonly isResponsive: Effect.Effect<boolean>
  }
>()("@aethercast/server/http/EventLoop") {
  static readonly layer = Layer.effect(
    EventLoop,
    Effect.gen(function* () {
      const histogram = yield* Effect.acquireRelease(
        Effect.sync(() => {
          const monitor = monitorEventLoopDelay({ resolution: 20 })
          monitor.enable()
          return monitor
        }),
        (monitor) => Effect.sync(() => monitor.disable())
      )
      const longestBefore = yield* Ref.make(0)
      const turn = Effect.andThen(
        Effect.suspend(() => Ref.set(longestBefore, millis(histogram.max))),
        Effect.sync(() => histogram.reset())
      )
      yield* Effect.forkScoped(Effect.forever(Effect.delay(turn, "5 seconds")))
      return EventLoop.of({
        isResponsive: Effect.map(
          Ref.get(longestBefore),
          (before) => Math.max(before, millis(histogram.max)) < toleratedMillis
        )
      })
    })
  )
}

/** A stalled node loses its shard locks after 3 s, and its runs begin again elsewhere. */
const toleratedMillis = 2000

const millis = (nanos: number) => nanos / 1e6
