import { Duration, Effect, Layer, Option, Schedule } from "effect"
import { BlobMoves, type MoveReport } from "./BlobMoves.ts"
import type { Objects } from "./ObjectStore.ts"

/**
 * Moves blobs to a bucket and deletes objects that no blob is in, as long as the process runs. Without
 * `bucket` it only deletes.
 */
export const layer = (objects: Objects, bucket: Option.Option<string>) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const moves = yield* BlobMoves
      const round = Effect.gen(function* () {
        if (Option.isSome(bucket)) yield* succeed(moves.toBucket(objects, bucket.value, playing))
        yield* succeed(moves.deleteUnused(objects))
      })
      yield* round.pipe(
        Effect.tapError(({ reason }) =>
          Effect.logWarning(`Blobs stay in Postgres, the bucket cannot be used: ${reason}`)
        ),
        Effect.retry(afterFailure),
        Effect.repeat(Schedule.spaced("30 seconds")),
        Effect.forkScoped
      )
    })
  )

const succeed = (run: Effect.Effect<MoveReport>) =>
  Effect.flatMap(run, ({ failure }) =>
    Option.match(failure, { onNone: () => Effect.void, onSome: Effect.fail })
  )

/** An episode is read from Postgres while its first listeners may be waiting for it. */
const playing = Duration.minutes(10)

const afterFailure = Schedule.min([
  Schedule.exponential("30 seconds"),
  Schedule.spaced("5 minutes")
])
