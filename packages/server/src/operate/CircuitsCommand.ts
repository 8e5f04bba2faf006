import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import type { Circuit } from "@aethercast/cluster/Circuit"
import { CircuitStore } from "@aethercast/cluster/CircuitStore"
import { Effect } from "effect"
import { readCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"
import { duration } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

export const circuits = readCommand(
  "circuits",
  {},
  {
    description: "List the external dependencies of the agents and the state of their circuits",
    examples: [["circuits", "Show which dependencies are down"]]
  },
  () =>
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const stored = yield* Effect.orDie(store.read)
      const now = yield* store.now
      const agents = new Map<string, ReadonlyArray<string>>()
      for (const { card } of yield* (yield* AgentRegistry).all) {
        for (const dependency of card.dependencies) {
          agents.set(dependency, [...(agents.get(dependency) ?? []), card.name])
        }
      }
      const rows = [...new Set([...stored.keys(), ...agents.keys()])]
        .toSorted()
        .map((name) =>
          rowOf(name, stored.get(name)?.circuit, [...new Set(agents.get(name))].toSorted(), now)
        )
      return done(
        rows.map((row) => ({ ...row })),
        lines(rows)
      )
    })
)

interface Row {
  readonly name: string
  readonly state: "closed" | "open" | "half-open"
  /** Of an open circuit: when a call probes it; 0 if the next one does. */
  readonly retryAfterMillis: number | null
  /** Of a closed circuit: how many of the last calls failed in a row. */
  readonly failures: number | null
  readonly agents: ReadonlyArray<string>
}

/** A circuit at `now` by the database's clock. One that is not stored has never had a failure. */
export const rowOf = (
  name: string,
  circuit: Circuit | undefined,
  agents: ReadonlyArray<string>,
  now: number
): Row => {
  switch (circuit?._tag) {
    case undefined:
      return { name, state: "closed", retryAfterMillis: null, failures: 0, agents }
    case "Closed": {
      const failures = circuit.failures.length
      return { name, state: "closed", retryAfterMillis: null, failures, agents }
    }
    case "Open": {
      const retryAfterMillis = Math.max(0, Math.round(circuit.until - now))
      return { name, state: "open", retryAfterMillis, failures: null, agents }
    }
    case "HalfOpen":
      return { name, state: "half-open", retryAfterMillis: null, failures: null, agents }
  }
}

export const lines = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.length === 0
    ? ["No agent has declared a dependency."]
    : TextTable.lines(
        [{ head: "DEPENDENCY" }, { head: "STATE" }, { head: "CALLS" }, { head: "AGENTS" }],
        rows.map((row) => [row.name, row.state, calls(row), row.agents.join(", ")])
      )

const calls = ({ failures, retryAfterMillis, state }: Row): string => {
  switch (state) {
    case "closed":
      return failures === null || failures === 0
        ? "allowed"
        : `allowed; the last ${failures} failed`
    case "half-open":
      return "refused while one probes it"
    case "open":
      return retryAfterMillis === 0
        ? "refused; the next one probes it"
        : `refused; probed again in ${duration(retryAfterMillis)}`
  }
}
