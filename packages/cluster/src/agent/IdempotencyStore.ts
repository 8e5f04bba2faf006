import { createHash } from "node:crypto"
import { Context, Effect, Layer, Option, RcMap, Ref, Schema, Scope, Semaphore } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../storage/PgText.ts"
import { retrySql } from "../storage/SqlRetry.ts"

/** An answer that is too large to be kept. Only ever a defect: keep it elsewhere, and its name here. */
export class ResultTooLarge extends Schema.TaggedError<ResultTooLarge>()("ResultTooLarge", {
  key: Schema.String,
  bytes: Schema.Int,
  limit: Schema.Int
}) {}

/** Bytes of the answer as JSON. */
export const resultLimit = 1_000_000

/**
 * What was done to the world, by key, so that it is not done again by whoever repeats a task: a
 * model is called, and billed, once, although the node dies right after the call.
 */
export class IdempotencyStore extends Context.Service<
  IdempotencyStore,
  {
    /**
     * The answer that is stored under the key, or that of `effect`, stored before it is handed over;
     * once it is there, an interruption waits until it is stored. Who asks meanwhile on the same node
     * waits for it. A failure is not kept: whoever waits tries for itself, and so does the next.
     *
     * Two nodes that ask at once both run the effect, and get the answer that was stored first; the
     * engine keeps the tasks of a key on one node. An answer above a megabyte, and one that does not
     * fit the schema any more, is a defect.
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
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: Schema.Struct({ answer: Schema.String }),
        execute: (key) =>
          sql`SELECT answer FROM aethercast_idempotency WHERE key_sha256 = ${nameOf(key)}`
      })
      const load = (key: string) =>
        retrySql(
          Effect.map(
            find(key),
            Option.map(({ answer }) => answer)
          )
        )
      return yield* make({
        load,
        keep: (key, answer) =>
          retrySql(sql`
            INSERT INTO aethercast_idempotency (key_sha256, key, answer)
            VALUES (${nameOf(key)}, ${storableText(key.slice(0, 255))}, ${answer}) ON CONFLICT DO NOTHING
          `)
      })
    })
  )

  static readonly layerMemory = Layer.effect(
    IdempotencyStore,
    Effect.gen(function* () {
      const answers = yield* Ref.make<ReadonlyMap<string, string>>(new Map())
      return yield* make({
        load: (key) => Effect.map(Ref.get(answers), (all) => Option.fromNullishOr(all.get(key))),
        keep: (key, answer) =>
          Ref.update(answers, (all) => (all.has(key) ? all : new Map(all).set(key, answer)))
      })
    })
  )
}

/** Answers are JSON texts: unlike jsonb they give back exactly what was kept, NUL and all. */
const make = Effect.fnUntraced(function* (store: {
  readonly load: (key: string) => Effect.Effect<Option.Option<string>>
  /** What is kept already stays. */
  readonly keep: (key: string, answer: string) => Effect.Effect<unknown>
}) {
  /** One door for each key that is asked for at the moment. */
  const doors = yield* RcMap.make({ lookup: (_key: string) => Semaphore.make(1) })

  const ask = Effect.fn("IdempotencyStore.once")(function* <A, I, E, R>(
    key: string,
    schema: Schema.Codec<A, I>,
    effect: Effect.Effect<A, E, R>
  ): Effect.fn.Return<A, E, R> {
    const asText = Schema.fromJsonString(Schema.toCodecJson(schema))
    const known = Effect.flatMap(
      store.load(key),
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: (answer) => Effect.asSome(Effect.orDie(Schema.decodeEffect(asText)(answer)))
      })
    )
    const before = yield* known
    if (Option.isSome(before)) return before.value
    return yield* Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const answer = yield* restore(effect)
        const text = yield* Effect.orDie(Schema.encodeEffect(asText)(answer))
        const bytes = Buffer.byteLength(text)
        if (bytes > resultLimit) {
          return yield* Effect.die(new ResultTooLarge({ key, bytes, limit: resultLimit }))
        }
        yield* store.keep(key, text)
        return Option.getOrElse(yield* known, () => answer)
      })
    )
  })

  // The door has a scope of its own: that of whoever asks belongs to the effect.
  return IdempotencyStore.of({
    once: (key, schema, effect) =>
      Effect.scopedWith((scope) =>
        Effect.flatMap(Scope.provide(RcMap.get(doors, key), scope), (door) =>
          door.withPermits(1)(ask(key, schema, effect))
        )
      )
  })
})

/** Keys may be longer than an index takes. */
const nameOf = (key: string) => createHash("sha256").update(key).digest("hex")
