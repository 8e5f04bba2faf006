import { Cause, Context, Deferred, Effect, Exit, Layer, Schedule } from "effect"
import * as AwaitableMap from "./internal/AwaitableMap.ts"

interface Cancellable {
  readonly reason: Deferred.Deferred<string>
  readonly ended: Deferred.Deferred<Outcome>
  isCancelled: boolean
}

/** `Interrupted`: it is suspended, or its node stops; it did not end, and runs again. */
type Outcome = "Cancelled" | "Completed" | "Interrupted"

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
    /**
     * Cancels, and waits for the end: true when it was cancelled, false when it ended by itself. What
     * does not run yet is cancelled as soon as it starts; `resume`, which wakes a suspended run, is
     * repeated until then. Returns false when it has not started within 30 s.
     */
    cancel(id: string, reason: string, resume?: Effect.Effect<void>): Effect.Effect<boolean>
  }
>()("@aethercast/cluster/Cancellations") {
  static readonly layer = Layer.effect(
    Cancellations,
    Effect.sync(() => {
      const running = AwaitableMap.make<string, Cancellable>()
      /** The reasons of the cancellations under way, also for ids that do not run yet. */
      const reasons = new Map<string, string>()

      const enter = (id: string) =>
        Effect.sync(() => {
          const entered: Cancellable = {
            reason: Deferred.makeUnsafe<string>(),
            ended: Deferred.makeUnsafe<Outcome>(),
            isCancelled: false
          }
          const reason = reasons.get(id)
          if (reason !== undefined) Deferred.doneUnsafe(entered.reason, Exit.succeed(reason))
          running.set(id, entered)
          return entered
        })

      const leave = (id: string, entered: Cancellable, exit: Exit.Exit<unknown, unknown>) =>
        Effect.suspend(() => {
          running.delete(id, entered)
          return Deferred.succeed(entered.ended, outcomeOf(entered, exit))
        })

      const cancelRunning = Effect.fnUntraced(function* (id: string, reason: string) {
        const entered = yield* Effect.timeout(running.await(id), "1 second")
        yield* Deferred.succeed(entered.reason, reason)
        return yield* Deferred.await(entered.ended)
      })

      return Cancellations.of({
        run: (id, effect, onCancel) =>
          Effect.acquireUseRelease(
            enter(id),
            (entered) => cancellable(entered, effect, onCancel),
            (entered, exit) => leave(id, entered, exit)
          ),
        cancel: Effect.fnUntraced(function* (id, reason, resume = Effect.void) {
          reasons.set(id, reason)
          const attempt = Effect.andThen(
            resume,
            Effect.filterOrFail(cancelRunning(id, reason), (outcome) => outcome !== "Interrupted")
          )
          return yield* attempt.pipe(
            Effect.retry(Schedule.upTo(Schedule.forever, { duration: "30 seconds" })),
            Effect.map((outcome) => outcome === "Cancelled"),
            Effect.orElseSucceed(() => false),
            Effect.ensuring(Effect.sync(() => reasons.delete(id)))
          )
        })
      })
    })
  )
}

const cancellable = <A, E, R, R2>(
  entered: Cancellable,
  effect: Effect.Effect<A, E, R>,
  onCancel: (reason: string) => Effect.Effect<A, E, R2>
): Effect.Effect<A, E, R | R2> => {
  const cancelled = Effect.map(Deferred.await(entered.reason), (reason) => ({ reason }))
  return Effect.suspend(() =>
    Deferred.isDoneUnsafe(entered.reason)
      ? cancelled
      : // The effect first: if it ends without waiting for anything, the other fiber is not started.
        Effect.raceFirst(
          Effect.map(Effect.exit(effect), (exit) => ({ exit })),
          cancelled
        )
  ).pipe(
    Effect.flatMap((first) => {
      if ("exit" in first) return first.exit
      entered.isCancelled = true
      return onCancel(first.reason)
    })
  )
}

const outcomeOf = ({ isCancelled }: Cancellable, exit: Exit.Exit<unknown, unknown>): Outcome => {
  if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return "Interrupted"
  return isCancelled ? "Cancelled" : "Completed"
}
