import { Clock, Effect, Exit, Option, Ref, Scope, Semaphore } from "effect"
import type { Served } from "./LocalAgents.ts"

type Turn = Effect.Success<Served["activate"]>

interface Activation {
  readonly turn: Turn
  readonly scope: Scope.Closeable
  readonly users: Ref.Ref<number>
}

/** One agent at one place: its state, and how often it crashed. */
export interface Actor {
  /** Lends the turn of the living activation; a defect ends that activation, and the next task gets a fresh one. */
  readonly use: <A, E, R>(attempt: (turn: Turn) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Epoch milliseconds of its crashes, the last 100. */
  readonly crashes: Effect.Effect<ReadonlyArray<number>>
}

/**
 * One for one: a crash takes the actor's state with it and the task that caused it. Tasks that run in
 * the same activation at that moment finish in it; it is closed behind the last of them.
 */
export const make = Effect.fnUntraced(function* (served: Served) {
  const parent = yield* Scope.Scope
  const building = yield* Semaphore.make(1)
  const current = yield* Ref.make<Option.Option<Activation>>(Option.none())
  const crashes = yield* Ref.make<ReadonlyArray<number>>([])

  const activation = Effect.gen(function* () {
    const known = yield* Ref.get(current)
    if (Option.isSome(known)) return known.value
    const scope = yield* Scope.fork(parent)
    const turn = yield* served.activate.pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)))
    )
    const made: Activation = { turn, scope, users: yield* Ref.make(0) }
    yield* Ref.set(current, Option.some(made))
    return made
  }).pipe(building.withPermits(1))

  const leave = Effect.fnUntraced(function* (one: Activation, exit: Exit.Exit<unknown, unknown>) {
    if (Exit.hasDies(exit)) {
      yield* Ref.update(current, (now) => Option.filter(now, (other) => other !== one))
    }
    const left = yield* Ref.updateAndGet(one.users, (n) => n - 1)
    const living = yield* Ref.get(current)
    const replaced = Option.isNone(living) || living.value !== one
    if (left === 0 && replaced) yield* Scope.close(one.scope, Exit.void)
  })

  const actor: Actor = {
    use: (attempt) =>
      Effect.acquireUseRelease(
        Effect.tap(Effect.interruptible(activation), (one) => Ref.update(one.users, (n) => n + 1)),
        (one) => attempt(one.turn),
        leave
      ).pipe(
        Effect.tapDefect(() =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            Ref.update(crashes, (before) => [...before.slice(-99), now])
          )
        )
      ),
    crashes: Ref.get(crashes)
  }
  return actor
})
