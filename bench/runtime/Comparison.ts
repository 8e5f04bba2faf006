import type { Row, Section } from "../Report.ts"
import { type Name, names } from "./Contender.ts"

/** One figure of each contender that has one. A cost is better the lower it is, a rate the higher. */
export interface Figures {
  readonly label: string
  readonly is: "cost" | "rate"
  readonly values: Partial<Record<Name, number>>
}

/** Each peer beside its ratio: our cost over the peer's, so that below 1 is ahead. */
export const compared = (
  title: string,
  rows: ReadonlyArray<Figures>,
  notes: ReadonlyArray<string>
): Section => ({
  title,
  columns: ["ours", ...peers.flatMap((peer) => [peer, "ratio"])],
  rows: rows.map(row),
  notes
})

const peers = names.filter((name) => name !== "ours")

const row = ({ is, label, values }: Figures): Row => {
  const { ours } = values
  const ratio = (peer: number | undefined) => {
    if (ours === undefined || peer === undefined) return null
    return is === "cost" ? ours / peer : peer / ours
  }
  return {
    label,
    cells: [ours ?? null, ...peers.flatMap((peer) => [values[peer] ?? null, ratio(values[peer])])]
  }
}

/** `undefined` of nothing. */
export const median = (values: ReadonlyArray<number>): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** The same of each contender. */
export const of = <A, B>(
  known: Partial<Record<Name, A>>,
  make: (value: A, name: Name) => B | undefined
): Partial<Record<Name, B>> => {
  const made: Partial<Record<Name, B>> = {}
  for (const name of names) {
    const value = known[name]
    const one = value === undefined ? undefined : make(value, name)
    if (one !== undefined) made[name] = one
  }
  return made
}
