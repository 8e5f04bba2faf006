import { Clock, Context, Effect, Layer, Ref } from "effect"
import { keyOf } from "../agent/LocalAgents.ts"

/** How a version of an agent fares on this node. */
export interface AgentHealthReport {
  readonly name: string
  readonly version: number
  /** Tasks that began and have not ended, those that wait for a slot or an operator included. */
  readonly running: number
  /** Tasks that ended with an answer, and without, since the node started. */
  readonly done: number
  readonly failed: number
  /**
   * The part, 0 to 1, of the last minute's tasks that ended without an answer. Fewer than five tasks
   * count as five, so that one refusal among few does not look like an outage.
   */
  readonly errorRate: number
  /** How long a task takes of late; 0 when none has ended. Each new one counts a fifth. */
  readonly millis: number
}

/** Counts what this node's agents do. Lost with the node, on purpose: it tells how it is now. */
export class AgentHealth extends Context.Service<
  AgentHealth,
  {
    began(name: string, version: number): Effect.Effect<void>
    ended(
      name: string,
      version: number,
      how: { readonly ok: boolean; readonly millis: number }
    ): Effect.Effect<void>
    /** Of every agent that ever began a task here. */
    readonly all: Effect.Effect<ReadonlyArray<AgentHealthReport>>
  }
>()("@aethercast/cluster/AgentHealth") {
  static readonly layer = Layer.effect(
    AgentHealth,
    Effect.gen(function* () {
      const records = yield* Ref.make<ReadonlyMap<string, Record>>(new Map())

      const change = (name: string, version: number, how: (record: Record) => Record) =>
        Ref.update(records, (known) => {
          const key = keyOf({ name, version })
          return new Map(known).set(key, how(known.get(key) ?? { ...untouched, name, version }))
        })

      return AgentHealth.of({
        began: (name, version) =>
          change(name, version, (record) => ({ ...record, running: record.running + 1 })),
        ended: (name, version, how) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            change(name, version, (record) => end(record, how, now))
          ),
        all: Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          return [...(yield* Ref.get(records)).values()].map((record) => tell(record, now))
        })
      })
    })
  )
}

interface Record {
  readonly name: string
  readonly version: number
  readonly running: number
  readonly done: number
  readonly failed: number
  readonly millis: number | undefined
  /** Oldest first, of ten seconds each; those in which nothing ended are left out. */
  readonly spells: ReadonlyArray<Spell>
}

interface Spell {
  readonly number: number
  readonly ended: number
  readonly failed: number
}

const untouched = { running: 0, done: 0, failed: 0, millis: undefined, spells: [] }

const spellMillis = 10_000
const spellsInMinute = 6

const spellOf = (now: number) => Math.floor(now / spellMillis)

const recent = (spells: ReadonlyArray<Spell>, now: number) =>
  spells.filter(({ number }) => number > spellOf(now) - spellsInMinute)

const end = (
  record: Record,
  { millis, ok }: { readonly ok: boolean; readonly millis: number },
  now: number
): Record => {
  const number = spellOf(now)
  const spells = recent(record.spells, now)
  const current = spells.find((spell) => spell.number === number) ?? { number, ended: 0, failed: 0 }
  const failed = ok ? 0 : 1
  return {
    ...record,
    running: Math.max(0, record.running - 1),
    done: record.done + (ok ? 1 : 0),
    failed: record.failed + failed,
    millis: record.millis === undefined ? millis : record.millis * 0.8 + millis * 0.2,
    spells: [
      ...spells.filter((spell) => spell !== current),
      { number, ended: current.ended + 1, failed: current.failed + failed }
    ]
  }
}

const fewest = 5

const tell = ({ spells, ...record }: Record, now: number): AgentHealthReport => {
  const minute = recent(spells, now)
  const ended = minute.reduce((sum, spell) => sum + spell.ended, 0)
  const failed = minute.reduce((sum, spell) => sum + spell.failed, 0)
  return {
    ...record,
    errorRate: failed / Math.max(fewest, ended),
    millis: record.millis ?? 0
  }
}
