import { PgClient } from "@effect/sql-pg"
import { Effect, Latch, Layer, Queue, Schedule } from "effect"
import { Sharding } from "effect/cluster"
import { Handover } from "./internal/Handover.ts"
import { channel } from "./internal/Statements.ts"
import { ShardEpochs } from "./internal/ShardEpochs.ts"

/**
 * Reads at once what another node stored for a shard of this one, or this one stored before the engine
 * knew whose the shard is, instead of at the next poll.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const sharding = yield* Sharding.Sharding
    const handover = yield* Handover
    const { held } = yield* ShardEpochs

    const read = Effect.suspend(() => {
      handover.wake()
      return sharding.pollStorage
    })
    yield* Latch.await(handover.called).pipe(
      Effect.andThen(Latch.close(handover.called)),
      Effect.andThen(sharding.pollStorage),
      Effect.forever,
      Effect.forkScoped
    )
    yield* Effect.gen(function* () {
      const told = yield* sql.listen(channel)
      // Nobody told this node anything while it did not listen.
      yield* read
      return yield* Queue.takeAll(told).pipe(
        Effect.flatMap((notices) =>
          notices.some(({ payload }) => held.has(payload)) ? read : Effect.void
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
