import { Context, Deferred, Effect, Exit, Latch, Layer } from "effect"
import * as AwaitableMap from "./internal/AwaitableMap.ts"

interface Cancellable {
  readonly reason: Deferred.Deferred<string>
  readonly ended: Latch.Latch
}

/** The tasks and workflows that run on this node, by their ids, and how to cancel them. */
export class Cancellations extends Context.Service<
  Cancellations,
  {
    /** Runs `effect`. When `id` is cancelled, interrupts it and runs `onCancel` instead. */
    run<A, E, R, R2>(
      id: string,
      effect: Effect.Effect<A, E, R>,
      onCancel: (reason: string) => Effect.Effect<A, E, R2>
    ): Effect.Effect<A, E, R | R2>
    /** Cancels, and waits for the end. Waits up to 30 s for what does not run yet; then returns false. */
    cancel(id: string, reason: string): Effect.Effect<boolean>
  }
>()("@aethercast/cluster/Cancellations") {
  static readonly layer = Layer.effect(
    Cancellations,
    Effect.sync(() => {
      const running = AwaitableMap.make<string, Cancellable>()

      const enter = (id: string) =>
        Effect.sync(() => {
          const entered: Cancellable = {
            reason: Deferred.makeUnsafe<string>(),
            ended: Latch.makeUnsafe()
          }
          running.set(id, entered)
          return entered
        })

      const leave = (id: string, entered: Cancellable) =>
        Effect.sync(() => {
          running.delete(id, entered)
          Latch.openUnsafe(entered.ended)
        })

      return Cancellations.of({
        run: (id, effect, onCancel) =>
          Effect.acquireUseRelease(
            enter(id),
            ({ reason }) =>
              Effect.raceFirst(
                Effect.map(Effect.exit(effect), (exit) => ({ exit })),
                Effect.map(Deferred.await(reason), (why) => ({ why }))
              ).pipe(
                Effect.flatMap((first) =>
                  "exit" in first ? first.exit : Effect.suspend(() => onCancel(first.why))
                )
              ),
            (entered) => leave(id, entered)
          ),
        cancel: Effect.fnUntraced(function* (id, reason) {
          const found = yield* Effect.timeoutOption(running.await(id), "30 seconds")
          if (found._tag === "None") return false
          yield* Deferred.done(found.value.reason, Exit.succeed(reason))
          yield* Latch.await(found.value.ended)
          return true
        })
      })
    })
  )
}
