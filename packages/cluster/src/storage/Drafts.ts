import { type Cause, Context, Effect, Latch, Layer, Option, Semaphore } from "effect"
import { PgClient } from "@effect/sql-pg"
import type { SqlError } from "effect/sql"
import * as Batches from "./Batches.ts"
import { Handover } from "./Handover.ts"
import * as Statements from "./Statements.ts"
import { Tenures } from "./Tenures.ts"

type Trouble = SqlError.SqlError | Cause.TimeoutError

/**
 * Messages that are handed over before they are stored: they are certain to be new, their shard is
 * this node's, and who sent them waits here for the answer, so that nobody was told that they are
 * stored. One that is answered soon is stored with its answer, in one statement instead of two; others
 * are stored a moment later.
 *
 * What dies with this node is asked again by whoever is next, like everything that was being done.
 */
export class Drafts extends Context.Service<
  Drafts,
  {
    readonly add: (draft: Statements.Draft) => void
    /** Stores a draft with its answer, or tells that the answer is refused; none where it is no draft. */
    answer(reply: Statements.End): Effect.Effect<Option.Option<boolean>, Trouble>
    /** Stores what is a draft by now. */
    readonly store: Effect.Effect<void, Trouble>
    /** Remembers that the answer to a request is awaited here, as long as `effect` runs. */
    awaiting<A, E, R>(request: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
    readonly isAwaited: (request: string) => boolean
  }
>()("@aethercast/cluster/storage/Drafts") {
  static readonly layer = Layer.effect(
    Drafts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const handover = yield* Handover
      const { held, node } = yield* Tenures
      const statements = Statements.make(sql, node)
      const context = yield* Effect.context<never>()
      const awaited = new Set<string>()
      const drafts = new Map<string, Statements.Draft>()
      const storing = new Set<string>()
      const some = yield* Latch.make()
      const turn = yield* Semaphore.make(1)

      const add = (draft: Statements.Draft) => {
        drafts.set(draft.id, draft)
        Latch.openUnsafe(some)
      }

      const complete = yield* Batches.make(
        (rows: ReadonlyArray<Statements.Draft & { readonly end: Statements.End }>) =>
          statements.complete(rows).pipe(
            Effect.map((stored) => {
              const ids = new Set(stored.map(({ id }) => id))
              return rows.map(({ id }) => ids.has(id))
            }),
            Effect.withTracerEnabled(false)
          )
      )

      const store = Effect.gen(function* () {
        const rows = [...drafts.values()]
        if (rows.length === 0) return
        drafts.clear()
        for (const { id } of rows) storing.add(id)
        const saved = yield* statements.save(rows, true).pipe(
          Effect.timeout("10 seconds"),
          Effect.onError(() => Effect.sync(() => rows.forEach(add))),
          Effect.ensuring(Effect.sync(() => storing.clear())),
          Effect.withTracerEnabled(false)
        )
        const claims = new Map(saved.map(({ claim, id }) => [id, claim]))
        for (const { envelope, id, shard_id: shard, tenure } of rows) {
          const claim = claims.get(id) ?? tenure
          // The shard was lost and taken back meanwhile: what was handed over is not read any more.
          if (claim !== tenure && held.get(shard) === claim) {
            handover.offer({ envelope: JSON.parse(envelope), tenure: claim })
          }
        }
      }).pipe(
        Effect.uninterruptible,
        turn.withPermits(1),
        // Whoever is in a transaction does not take it back with theirs.
        Effect.updateContext((_: Context.Context<never>) => context)
      )

      yield* Latch.await(some).pipe(
        Effect.andThen(Effect.sleep(patience)),
        Effect.andThen(Latch.close(some)),
        Effect.andThen(store),
        Effect.catchCause(() => Effect.andThen(Effect.sleep("500 millis"), Latch.open(some))),
        Effect.forever,
        Effect.forkScoped
      )

      const answer = Effect.fnUntraced(function* (
        end: Statements.End
      ): Effect.fn.Return<Option.Option<boolean>, Trouble> {
        if (storing.has(end.request_id)) yield* turn.withPermits(1)(Effect.void)
        const draft = drafts.get(end.request_id)
        if (draft === undefined) return Option.none()
        drafts.delete(end.request_id)
        const stored = yield* complete({ ...draft, end }).pipe(
          // Stored without its answer, it is done again where its shard is by now.
          Effect.onError(() => Effect.sync(() => add(draft)))
        )
        if (!stored) add(draft)
        return Option.some(stored)
      })

      return Drafts.of({
        add,
        answer,
        store,
        awaiting: (request, effect) =>
          Effect.suspend(() => {
            awaited.add(request)
            return Effect.ensuring(
              effect,
              Effect.sync(() => awaited.delete(request))
            )
          }),
        isAwaited: (request) => awaited.has(request)
      })
    })
  )
}

/** Time for a task to be answered. A longer one is worth a statement of its own. */
const patience = "100 millis"
