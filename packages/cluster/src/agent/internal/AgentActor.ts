import { Clock, Effect, Exit, Scope, Semaphore } from "effect"
import type { AgentRegistration, Turn } from "../AgentRegistration.ts"

/** One agent of one entity: its current activation, and how often it crashed. */
export interface AgentActor {
  readonly registration: AgentRegistration
  readonly scope: Scope.Scope
  readonly activating: Semaphore.Semaphore
  /** Epoch milliseconds of its last 100 crashes. */
  crashes: ReadonlyArray<number>
  current: Activation | undefined
}

interface Activation {
  readonly turn: Turn
  readonly scope: Scope.Closeable
  users: number
}

export const make = (
  registration: AgentRegistration
): Effect.Effect<AgentActor, never, Scope.Scope> =>
  Effect.map(Scope.Scope, (scope) => ({
    registration,
    scope,
    activating: Semaphore.makeUnsafe(1),
    crashes: [],
    current: undefined
  }))

/**
 * Runs an attempt in the current activation. A defect ends that activation, and the next attempt gets
 * a fresh one, as under a one-for-one supervisor. Attempts that run beside the one that crashed finish
 * in the activation they have; it is closed after the last of them.
 */
export const use = <A, E, R>(
  actor: AgentActor,
  attempt: (turn: Turn) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    acquire(actor),
    ({ turn }) => attempt(turn),
    (activation, exit) => release(actor, activation, exit)
  ).pipe(
    Effect.tapDefect(() =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        actor.crashes = [...actor.crashes.slice(-99), now]
      })
    )
  )

/** Reads and counts in one step, so that the activation is not closed in between. */
const acquire = (actor: AgentActor): Effect.Effect<Activation> =>
  Effect.suspend(() => {
    const { current } = actor
    if (current === undefined) {
      return Effect.andThen(Effect.interruptible(activated(actor)), acquire(actor))
    }
    current.users++
    return Effect.succeed(current)
  })

const activated = (actor: AgentActor) =>
  actor.activating.withPermits(1)(
    Effect.suspend(() => (actor.current === undefined ? activate(actor) : Effect.void))
  )

const activate = Effect.fnUntraced(function* (actor: AgentActor) {
  const scope = yield* Scope.fork(actor.scope)
  const turn = yield* actor.registration.activate.pipe(
    Effect.provideService(Scope.Scope, scope),
    Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)))
  )
  actor.current = { turn, scope, users: 0 }
})

const release = (actor: AgentActor, activation: Activation, exit: Exit.Exit<unknown, unknown>) =>
  Effect.suspend(() => {
    if (Exit.hasDies(exit) && actor.current === activation) actor.current = undefined
    activation.users--
    return activation.users === 0 && actor.current !== activation
      ? Scope.close(activation.scope, Exit.void)
      : Effect.void
  })
