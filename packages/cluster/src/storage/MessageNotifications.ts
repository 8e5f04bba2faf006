import { PgClient } from "@effect/sql-pg"
import { Effect, Latch, Layer, Queue, Schedule } from "effect"
import { Sharding } from "effect/cluster"
import { channel } from "./internal/MessageSql.ts"
import { ReadGate } from "./internal/ReadGate.ts"
import { ShardEpochs } from "./internal/ShardEpochs.ts"

/**
 * Makes the engine read at once, instead of at its next poll, what another node stored for a shard of
 * this one, and what this one stored before the engine knew the owner of the shard.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const sharding = yield* Sharding.Sharding
    const gate = yield* ReadGate
    const { held } = yield* ShardEpochs

    const read = Effect.suspend(() => {
      gate.open()
      return sharding.pollStorage
    })
    yield* Latch.await(gate.readDue).pipe(
      Effect.andThen(Latch.close(gate.readDue)),
      Effect.andThen(sharding.pollStorage),
      Effect.forever,
      Effect.forkScoped
    )
    yield* Effect.gen(function* () {
      const notifications = yield* sql.listen(channel)
      // Notifications before the LISTEN were missed.
      yield* read
      return yield* Queue.takeAll(notifications).pipe(
        Effect.flatMap((batch) =>
          batch.some(({ payload: shard }) => held.has(shard)) ? read : Effect.void
        ),
        Effect.forever
      )
    }).pipe(
      Effect.scoped,
      Effect.sandbox,
      Effect.retry(Schedule.spaced("1 second")),
      Effect.withTracerEnabled(false),
      Effect.forkScoped
    )
  })
)
