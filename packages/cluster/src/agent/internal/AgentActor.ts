import { Clock, Effect, Exit, Scope, Semaphore } from "effect"
import type { AgentRegistration } from "../LocalAgents.ts"

type Turn = Effect.Success<AgentRegistration["activate"]>

interface Activation {
  readonly turn: Turn
  readonly scope: Scope.Closeable
  users: number
}

/** One agent at one place: its state, and how often it crashed. */
export interface Actor {
  readonly served: AgentRegistration
  readonly scope: Scope.Scope
  readonly building: Semaphore.Semaphore
  /** Epoch milliseconds of its crashes, the last 100. */
  crashes: ReadonlyArray<number>
  living: Activation | undefined
}

export const make = (served: AgentRegistration): Effect.Effect<Actor, never, Scope.Scope> =>
  Effect.map(Scope.Scope, (scope) => ({
    served,
    scope,
    building: Semaphore.makeUnsafe(1),
    crashes: [],
    living: undefined
  }))

/**
 * Lends the turn of the living activation; a defect ends that activation, and the next task gets a
 * fresh one.
 *
 * One for one: a crash takes the actor's state with it and the task that caused it. Tasks that run in
 * the same activation at that moment finish in it; it is closed behind the last of them.
 */
export const use = <A, E, R>(
  actor: Actor,
  attempt: (turn: Turn) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    borrow(actor),
    ({ turn }) => attempt(turn),
    (activation, exit) => leave(actor, activation, exit)
  ).pipe(
    Effect.tapDefect(() =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        actor.crashes = [...actor.crashes.slice(-99), now]
      })
    )
  )

/** Looks and counts in one step, so that nobody closes in between what was found. */
const borrow = (actor: Actor): Effect.Effect<Activation> =>
  Effect.suspend(() => {
    const { living } = actor
    if (living === undefined) {
      return Effect.andThen(Effect.interruptible(built(actor)), borrow(actor))
    }
    living.users++
    return Effect.succeed(living)
  })

/** Whoever waited for the permit finds what the one before it built. */
const built = (actor: Actor) =>
  actor.building.withPermits(1)(
    Effect.suspend(() => (actor.living === undefined ? activate(actor) : Effect.void))
  )

const activate = Effect.fnUntraced(function* (actor: Actor) {
  const scope = yield* Scope.fork(actor.scope)
  const turn = yield* actor.served.activate.pipe(
    Effect.provideService(Scope.Scope, scope),
    Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)))
  )
  actor.living = { turn, scope, users: 0 }
})

const leave = (actor: Actor, activation: Activation, exit: Exit.Exit<unknown, unknown>) =>
  Effect.suspend(() => {
    if (Exit.hasDies(exit) && actor.living === activation) actor.living = undefined
    activation.users--
    return activation.users === 0 && actor.living !== activation
      ? Scope.close(activation.scope, Exit.void)
      : Effect.void
  })
