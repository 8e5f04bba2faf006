import { Context, Effect, Layer, Option, RcMap, Schema, Scope, Semaphore } from "effect"
import * as MemoryResults from "./internal/MemoryResults.ts"
import * as PgResults from "./internal/PgResults.ts"

/** The result of an effect is too large to be stored: store it elsewhere, and its name here. A defect. */
export class ResultTooLarge extends Schema.TaggedError<ResultTooLarge>()("ResultTooLarge", {
  key: Schema.String,
  bytes: Schema.Int,
  limit: Schema.Int
}) {}

/** Bytes of a result as JSON. */
export const resultLimit = 1_000_000

/**
 * The results of effects on the world, by key, so that a repeated task does not repeat them: a model is
 * called, and billed, once, even if the node dies right after the call.
 */
export class IdempotencyStore extends Context.Service<
  IdempotencyStore,
  {
    /**
     * Returns the stored result of the key, or executes the effect and stores its result first. From the
     * moment the effect succeeds, an interruption waits until the result is stored. Concurrent calls of
     * a node execute the effect once. A failure is not stored: the next call executes the effect again.
     *
     * On two nodes at once the effect is executed twice, and both get the result that was stored first;
     * the engine runs the tasks of a key on one node. A result above a megabyte, or one that no longer
     * fits the schema, is a defect.
     */
    once<A, I, E, R>(
      key: string,
      schema: Schema.Codec<A, I>,
      effect: Effect.Effect<A, E, R>
    ): Effect.Effect<A, E, R>
  }
>()("@aethercast/cluster/IdempotencyStore") {
  static readonly layer = Layer.effect(
    IdempotencyStore,
    Effect.flatMap(PgResults.make, (results) => make(results))
  )

  static readonly layerMemory = Layer.effect(
    IdempotencyStore,
    Effect.flatMap(MemoryResults.make, (results) => make(results))
  )
}

/** Results as JSON text, which unlike `jsonb` gives back exactly what was stored, NUL included. */
export interface Results {
  readonly find: (key: string) => Effect.Effect<Option.Option<string>>
  /** Does nothing if the key has a result. */
  readonly add: (key: string, text: string) => Effect.Effect<unknown>
}

const make = Effect.fnUntraced(function* (results: Results) {
  /** For the keys of the calls that are running. */
  const mutexes = yield* RcMap.make({ lookup: (_key: string) => Semaphore.make(1) })

  const findOrExecute = Effect.fn("IdempotencyStore.once")(function* <A, I, E, R>(
    key: string,
    schema: Schema.Codec<A, I>,
    effect: Effect.Effect<A, E, R>
  ): Effect.fn.Return<A, E, R> {
    const ResultText = Schema.fromJsonString(Schema.toCodecJson(schema))
    const find = Effect.flatMap(
      results.find(key),
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: (text) => Effect.asSome(Effect.orDie(Schema.decodeEffect(ResultText)(text)))
      })
    )
    const stored = yield* find
    if (Option.isSome(stored)) return stored.value
    return yield* Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const result = yield* restore(effect)
        const text = yield* Effect.orDie(Schema.encodeEffect(ResultText)(result))
        const bytes = Buffer.byteLength(text)
        if (bytes > resultLimit) {
          return yield* Effect.die(new ResultTooLarge({ key, bytes, limit: resultLimit }))
        }
        yield* results.add(key, text)
        return Option.getOrElse(yield* find, () => result)
      })
    )
  })

  return IdempotencyStore.of({
    // The mutex has a scope of its own: the caller's scope belongs to the effect.
    once: (key, schema, effect) =>
      Effect.scopedWith((scope) =>
        Effect.flatMap(Scope.provide(RcMap.get(mutexes, key), scope), (mutex) =>
          mutex.withPermits(1)(findOrExecute(key, schema, effect))
        )
      )
  })
})
