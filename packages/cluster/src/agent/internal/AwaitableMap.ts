import { Effect, Latch } from "effect"
import * as ChangeLatch from "./ChangeLatch.ts"

/** A mutable map in which a key that is not there yet can be awaited. */
export interface AwaitableMap<K, V> {
  readonly get: (key: K) => V | undefined
  readonly values: () => Iterable<V>
  readonly set: (key: K, value: V) => void
  /** Deletes the entry, unless another value has replaced this one. */
  readonly delete: (key: K, value: V) => void
  /** The value of the key, as soon as there is one. The caller bounds the wait. */
  readonly await: (key: K) => Effect.Effect<V>
}

export const make = <K, V>(): AwaitableMap<K, V> => {
  const entries = new Map<K, V>()
  const changes = ChangeLatch.make()

  const awaitKey = (key: K): Effect.Effect<V> =>
    Effect.suspend(() => {
      const change = changes.next()
      const value = entries.get(key)
      return value === undefined
        ? Effect.andThen(Latch.await(change), awaitKey(key))
        : Effect.succeed(value)
    })

  return {
    get: (key) => entries.get(key),
    values: () => entries.values(),
    set: (key, value) => {
      entries.set(key, value)
      changes.notify()
    },
    delete: (key, value) => {
      if (entries.get(key) === value) entries.delete(key)
    },
    await: awaitKey
  }
}
