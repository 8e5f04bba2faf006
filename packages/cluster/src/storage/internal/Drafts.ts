import { type Cause, Context, Effect, Exit, Latch, Layer, Option } from "effect"
import { PgClient } from "@effect/sql-pg"
import type { SqlError } from "effect/sql"
import * as Batches from "./Batches.ts"
import { Handover } from "./Handover.ts"
import * as Statements from "./Statements.ts"
import { ShardEpochs } from "./ShardEpochs.ts"

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
    answer(end: Statements.End): Effect.Effect<Option.Option<boolean>, Trouble>
    /** Waits until a request is no draft any more. */
    settle(request: string): Effect.Effect<void, Trouble>
    /** Waits until no draft has this key. */
    settleKey(key: string): Effect.Effect<void, Trouble>
    /** Waits until what is a draft by now is none, but for what the database refuses. */
    readonly settleAll: Effect.Effect<void, Trouble>
    /** Remembers that the answer to a request is awaited here, as long as `effect` runs. */
    awaiting<A, E, R>(request: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
    readonly isAwaited: (request: string) => boolean
    /** What a request turned out to repeat, or itself. */
    readonly originalOf: (request: string) => string
  }
>()("@aethercast/cluster/storage/Drafts") {
  static readonly layer = Layer.effect(
    Drafts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const handover = yield* Handover
      const { held, node } = yield* ShardEpochs
      const statements = Statements.make(sql, node)
      const awaited = new Set<string>()
      const waiting = new Map<string, Statements.Draft>()
      /** On their way to the database, with an answer or without. */
      const leaving = new Map<string, Latch.Latch>()
      /** What each key belongs to, waiting or leaving. */
      const requests = new Map<string | null, string>()
      /** By what repeats another message, as it turned out: its answer does not count, the other's does. */
      const repeated = new Map<string, string>()
      const some = yield* Latch.make()

      const save = yield* Batches.make((rows: ReadonlyArray<Statements.Draft>) =>
        Effect.withTracerEnabled(
          Effect.map(statements.save(rows, true), (saved) => Statements.inOrder(rows, saved)),
          false
        )
      )
      const complete = yield* Batches.make(
        (rows: ReadonlyArray<Statements.Draft & { readonly end: Statements.End }>) =>
          Effect.withTracerEnabled(
            Effect.map(statements.complete(rows), (stored) => {
              const ids = new Set(stored.map(({ id }) => id))
              return rows.map(({ id }) => ids.has(id))
            }),
            false
          )
      )

      const wait = (draft: Statements.Draft) => {
        waiting.set(draft.id, draft)
        requests.set(draft.message_id, draft.id)
        Latch.openUnsafe(some)
      }

      /** Takes a draft to the database; it waits on unless `isStored` says that it is there. */
      const leave = <A, E>(
        draft: Statements.Draft,
        going: Effect.Effect<A, E>,
        isStored: (answer: A) => boolean
      ) =>
        Effect.suspend(() => {
          const gone = Latch.makeUnsafe()
          waiting.delete(draft.id)
          leaving.set(draft.id, gone)
          return Effect.onExit(going, (exit) =>
            Effect.sync(() => {
              leaving.delete(draft.id)
              if (!Exit.isSuccess(exit) || !isStored(exit.value)) wait(draft)
              else if (requests.get(draft.message_id) === draft.id)
                requests.delete(draft.message_id)
              Latch.openUnsafe(gone)
            })
          )
        }).pipe(Effect.uninterruptible)

      /** What another node stored in the same moment is not seen by the statement that met it. */
      const saveOrFind = (draft: Statements.Draft) =>
        Effect.filterOrElse(
          save(draft),
          ({ known, stored }) => stored || known !== null,
          (saved) => Effect.map(statements.known(draft), ([known]) => known ?? saved)
        )

      /** Before whoever waits for the draft to be gone goes on. */
      const remember = (draft: Statements.Draft, stored: boolean, known: string | null) =>
        Effect.sync(() => {
          if (stored || known === null || known === draft.id) return
          repeated.set(draft.id, known)
          const [oldest] = repeated.keys()
          if (repeated.size > mostRepeated && oldest !== undefined) repeated.delete(oldest)
        })

      const store = (draft: Statements.Draft) =>
        leave(
          draft,
          Effect.tap(saveOrFind(draft), ({ known, stored }) => remember(draft, stored, known)),
          () => true
        ).pipe(
          Effect.flatMap(({ claim, known, stored }) => {
            if (repeated.has(draft.id)) {
              return Effect.logWarning(`The message ${draft.message_id} repeats ${known}`)
            }
            // The shard was lost and taken back: what was handed over is not read any more.
            if (stored && claim !== null && claim !== draft.epoch) {
              if (held.get(draft.shard_id) === claim) {
                handover.offer({ envelope: JSON.parse(draft.envelope), epoch: claim })
                return Latch.open(handover.called)
              }
            }
            return Effect.void
          })
        )

      const settle = Effect.fnUntraced(function* (
        request: string
      ): Effect.fn.Return<void, Trouble> {
        const gone = leaving.get(request)
        if (gone !== undefined) {
          yield* Latch.await(gone)
          return yield* settle(request)
        }
        const draft = waiting.get(request)
        if (draft !== undefined) yield* store(draft)
      })

      const settleAll = Effect.gen(function* () {
        const exits = yield* Effect.forEach(
          [...waiting.keys(), ...leaving.keys()],
          (request) => Effect.exit(settle(request)),
          { concurrency: "unbounded" }
        )
        for (const exit of exits) if (!Batches.isRefused(exit)) yield* exit
      })

      yield* Latch.await(some).pipe(
        Effect.andThen(Effect.sleep(patience)),
        Effect.andThen(Latch.close(some)),
        Effect.andThen(settleAll),
        Effect.catchCause(() => Effect.sleep("500 millis")),
        Effect.forever,
        Effect.forkScoped
      )

      const answer = Effect.fnUntraced(function* (
        end: Statements.End
      ): Effect.fn.Return<Option.Option<boolean>, Trouble> {
        const { request_id: request } = end
        const gone = leaving.get(request)
        if (gone !== undefined) {
          yield* Latch.await(gone)
          return yield* answer(end)
        }
        if (repeated.has(request)) return Option.some(false)
        const draft = waiting.get(request)
        if (draft === undefined) return Option.none()
        return Option.some(yield* leave(draft, complete({ ...draft, end }), (stored) => stored))
      })

      return Drafts.of({
        add: wait,
        answer,
        settle,
        settleKey: (key) =>
          Effect.suspend(() => {
            const request = requests.get(key)
            return request === undefined ? Effect.void : settle(request)
          }),
        settleAll,
        awaiting: (request, effect) =>
          Effect.suspend(() => {
            awaited.add(request)
            return Effect.ensuring(
              effect,
              Effect.sync(() => awaited.delete(request))
            )
          }),
        isAwaited: (request) => awaited.has(request),
        originalOf: (request) => repeated.get(request) ?? request
      })
    })
  )
}

const mostRepeated = 1000
/** Time for a task to be answered. A longer one is worth a statement of its own. */
const patience = "100 millis"
