import { Clock, Context, Effect, Layer, Ref } from "effect"
import { keyOf } from "./AgentCard.ts"
import * as HealthRecord from "./internal/HealthRecord.ts"

/** The health of a version of an agent on this node. */
export interface AgentHealthReport {
  readonly name: string
  readonly version: number
  /** Tasks that have begun and not ended, those that wait for admission or an operator included. */
  readonly running: number
  /** Tasks that ended with and without an answer since the node started. */
  readonly done: number
  readonly failed: number
  /**
   * The share, 0 to 1, of the last minute's tasks that ended without an answer. Fewer than five tasks
   * count as five, so that one failure among few is not taken for an outage.
   */
  readonly errorRate: number
  /** Moving average of how long a task takes, each new one weighing a fifth; 0 before the first. */
  readonly latencyMillis: number
}

/** Counts how the tasks of this node's agents end. In memory: it describes the process as it is now. */
export class AgentHealth extends Context.Service<
  AgentHealth,
  {
    began(name: string, version: number): Effect.Effect<void>
    ended(
      name: string,
      version: number,
      outcome: { readonly ok: boolean; readonly millis: number }
    ): Effect.Effect<void>
    /** Of every agent that has begun a task here. */
    readonly all: Effect.Effect<ReadonlyArray<AgentHealthReport>>
  }
>()("@aethercast/cluster/AgentHealth") {
  static readonly layer = Layer.effect(
    AgentHealth,
    Effect.gen(function* () {
      const records = yield* Ref.make<ReadonlyMap<string, HealthRecord.HealthRecord>>(new Map())

      const update = (
        name: string,
        version: number,
        change: (record: HealthRecord.HealthRecord) => HealthRecord.HealthRecord
      ) =>
        Ref.update(records, (all) => {
          const key = keyOf({ name, version })
          return new Map(all).set(key, change(all.get(key) ?? HealthRecord.make(name, version)))
        })

      return AgentHealth.of({
        began: (name, version) => update(name, version, HealthRecord.began),
        ended: (name, version, outcome) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            update(name, version, (record) => HealthRecord.ended(record, outcome, now))
          ),
        all: Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const all = yield* Ref.get(records)
          return [...all.values()].map((record) => HealthRecord.report(record, now))
        })
      })
    })
  )
}
