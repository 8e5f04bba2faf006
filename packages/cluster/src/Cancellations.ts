import { Context, Deferred, Effect, Exit, Latch, Layer, Ref } from "effect"

interface Cancellable {
  readonly reason: Deferred.Deferred<string>
  readonly ended: Latch.Latch
}

/** What runs on this node and can be called off: tasks and workflows, by their ids. */
export class Cancellations extends Context.Service<
  Cancellations,
  {
    /** Runs `effect`; when it is called off, interrupts it and does `instead`. */
    run<A, E, R, R2>(
      id: string,
      effect: Effect.Effect<A, E, R>,
      instead: (reason: string) => Effect.Effect<A, E, R2>
    ): Effect.Effect<A, E, R | R2>
    /** Calls off, and waits until it has ended. What is not here is awaited for 30 s; then: false. */
    cancel(id: string, reason: string): Effect.Effect<boolean>
  }
>()("@aethercast/cluster/Cancellations") {
  static readonly layer = Layer.effect(
    Cancellations,
    Effect.gen(function* () {
      const running = yield* Ref.make<ReadonlyMap<string, Cancellable>>(new Map())
      const arrivals = yield* Ref.make(yield* Latch.make())

      const look = Effect.fnUntraced(function* (id: string): Effect.fn.Return<Cancellable> {
        const next = yield* Ref.get(arrivals)
        const known = (yield* Ref.get(running)).get(id)
        if (known !== undefined) return known
        yield* Latch.await(next)
        return yield* look(id)
      })

      const enter = Effect.fnUntraced(function* (id: string) {
        const entered: Cancellable = {
          reason: yield* Deferred.make<string>(),
          ended: yield* Latch.make()
        }
        yield* Ref.update(running, (known) => new Map(known).set(id, entered))
        const before = yield* Ref.getAndSet(arrivals, yield* Latch.make())
        yield* Latch.open(before)
        return entered
      })

      const leave = (entered: Cancellable) =>
        Ref.update(
          running,
          (known) => new Map([...known].filter(([, other]) => other !== entered))
        ).pipe(Effect.andThen(Latch.open(entered.ended)))

      return Cancellations.of({
        run: (id, effect, instead) =>
          Effect.acquireUseRelease(
            enter(id),
            ({ reason }) =>
              Effect.raceFirst(
                Effect.map(Effect.exit(effect), (exit) => ({ exit })),
                Effect.map(Deferred.await(reason), (why) => ({ why }))
              ).pipe(
                Effect.flatMap((first) =>
                  "exit" in first ? first.exit : Effect.suspend(() => instead(first.why))
                )
              ),
            (entered) => leave(entered)
          ),
        cancel: Effect.fnUntraced(function* (id, reason) {
          const found = yield* Effect.timeoutOption(look(id), "30 seconds")
          if (found._tag === "None") return false
          yield* Deferred.done(found.value.reason, Exit.succeed(reason))
          yield* Latch.await(found.value.ended)
          return true
        })
      })
    })
  )
}
