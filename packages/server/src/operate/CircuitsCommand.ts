import type { Circuit } from "@aethercast/cluster/Circuit"
import { CircuitStore } from "@aethercast/cluster/CircuitStore"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import { Effect, Order } from "effect"
import { looking } from "./Operator.ts"
import { found } from "./Report.ts"
import * as Table from "./Table.ts"
import { took } from "./Words.ts"

export const circuits = looking(
  "circuits",
  {},
  {
    description: "Everything outside that agents depend on, and whether it is called at the moment",
    examples: [["circuits", "Show which dependencies are down"]]
  },
  () =>
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const kept = yield* Effect.orDie(store.read)
      const now = yield* store.now
      const users = new Map<string, Set<string>>([...kept.keys()].map((name) => [name, new Set()]))
      for (const { card } of yield* (yield* AgentRegistry).all) {
        for (const dependency of card.dependencies) {
          users.set(dependency, (users.get(dependency) ?? new Set()).add(card.name))
        }
      }
      const rows = [...users]
        .toSorted(byName)
        .map(([name, agents]) => rowOf(name, kept.get(name)?.circuit, [...agents].toSorted(), now))
      return found(
        rows.map((row) => ({ ...row })),
        lines(rows)
      )
    }).pipe(Effect.provide(CircuitStore.layer))
)

interface Row {
  readonly name: string
  readonly state: "closed" | "open" | "half-open"
  /** Of an open one, after which it is tried again; 0 when the next call tries it. */
  readonly againMillis: number | null
  /** Of a closed one: how often in a row it has just failed. */
  readonly failures: number | null
  readonly agents: ReadonlyArray<string>
}

/** What one circuit is, at `now` by the clock of the database; one that was never touched is closed. */
export const rowOf = (
  name: string,
  circuit: Circuit | undefined,
  agents: ReadonlyArray<string>,
  now: number
): Row => {
  switch (circuit?._tag) {
    case undefined:
      return { name, state: "closed", againMillis: null, failures: 0, agents }
    case "Closed":
      return { name, state: "closed", againMillis: null, failures: circuit.failures.length, agents }
    case "Open": {
      const againMillis = Math.max(0, Math.round(circuit.until - now))
      return { name, state: "open", againMillis, failures: null, agents }
    }
    case "HalfOpen":
      return { name, state: "half-open", againMillis: null, failures: null, agents }
  }
}

export const lines = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.length === 0
    ? ["No agent has said what it depends on."]
    : Table.lines(
        [
          { head: "DEPENDENCY" },
          { head: "STATE" },
          { head: "WHAT THAT MEANS" },
          { head: "AGENTS" }
        ],
        rows.map((row) => [row.name, row.state, meaning(row), row.agents.join(", ")])
      )

const meaning = ({ againMillis, failures, state }: Row): string => {
  switch (state) {
    case "closed":
      return failures === null || failures === 0
        ? "called as usual"
        : `called as usual, failed ${failures} in a row`
    case "half-open":
      return "one call finds out whether it is well again"
    case "open":
      return againMillis === 0
        ? "not called; the next call tries it"
        : `not called; tried again in ${took(againMillis)}`
  }
}

const byName = Order.mapInput(Order.String, ([name]: readonly [string, unknown]) => name)
