import { Effect, Option, PubSub } from "effect"

/** Wakes whoever waits for a condition on some state, each time that the state has changed. */
export interface ChangeSignal {
  /** To be called after every change. */
  readonly notify: Effect.Effect<void>
  /** Evaluates `check` now and after every change, until it returns a value. */
  readonly awaitSome: <A, E, R>(
    check: Effect.Effect<Option.Option<A>, E, R>
  ) => Effect.Effect<A, E, R>
  /** Likewise for at most 5 seconds, then None: one round of long polling. */
  readonly longPoll: <A, E, R>(
    check: Effect.Effect<Option.Option<A>, E, R>
  ) => Effect.Effect<Option.Option<A>, E, R>
}

export const make: Effect.Effect<ChangeSignal> = Effect.gen(function* () {
  // Not shut down with its owner: that would interrupt the waiting requests of an entity, and the
  // engine takes an interrupted request for an answered one.
  const changes = yield* PubSub.sliding<void>(1)

  const awaitSome = Effect.fnUntraced(function* <A, E, R>(
    check: Effect.Effect<Option.Option<A>, E, R>
  ) {
    // Subscribed before the first check, so that no change after it is missed.
    const subscription = yield* PubSub.subscribe(changes)
    for (;;) {
      const result = yield* check
      if (Option.isSome(result)) return result.value
      yield* PubSub.take(subscription)
    }
  }, Effect.scoped)

  return {
    notify: Effect.asVoid(PubSub.publish(changes, undefined)),
    awaitSome,
    longPoll: (check) => Effect.timeoutOption(awaitSome(check), "5 seconds")
  }
})
