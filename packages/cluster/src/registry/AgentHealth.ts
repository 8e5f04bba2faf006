import { Clock, Context, Effect, Layer, Ref } from "effect"
import { keyOf } from "./AgentCard.ts"
import * as HealthRecord from "./internal/HealthRecord.ts"

/** How supervision ended a task. */
export interface TaskOutcome {
  /** Whether the agent answered, with a result or with an error of its own, on any of its routes. */
  readonly ok: boolean
  readonly millis: number
}

/** The health of a version of an agent on this node. */
export interface AgentHealthReport {
  readonly name: string
  readonly version: number
  /**
   * The share, 0 to 1, of the last minute's tasks that were given up. Fewer than five tasks count as
   * five, so that one failure among few is not taken for an outage.
   */
  readonly errorRate: number
  /** Moving average of how long a task takes, each new one weighing a fifth; 0 before the first. */
  readonly latencyMillis: number
}

/** How the tasks of this node's agents end. In memory: it describes the process as it is now. */
export class AgentHealth extends Context.Service<
  AgentHealth,
  {
    record(name: string, version: number, outcome: TaskOutcome): Effect.Effect<void>
    /** Of every agent that has ended a task here. */
    readonly all: Effect.Effect<ReadonlyArray<AgentHealthReport>>
  }
>()("@aethercast/cluster/AgentHealth") {
  static readonly layer = Layer.effect(
    AgentHealth,
    Effect.gen(function* () {
      const records = yield* Ref.make<ReadonlyMap<string, HealthRecord.HealthRecord>>(new Map())

      return AgentHealth.of({
        record: Effect.fnUntraced(function* (name, version, outcome) {
          const now = yield* Clock.currentTimeMillis
          const key = keyOf({ name, version })
          yield* Ref.update(records, (all) => {
            const record = all.get(key) ?? HealthRecord.make(name, version)
            return new Map(all).set(key, HealthRecord.add(record, outcome, now))
          })
        }),
        all: Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const all = yield* Ref.get(records)
          return [...all.values()].map((record) => HealthRecord.report(record, now))
        })
      })
    })
  )
}
