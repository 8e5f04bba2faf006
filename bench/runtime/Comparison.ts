import type { Row, Section } from "../Report.ts"
import { ours } from "./Contender.ts"
import type { Outcomes } from "./Contenders.ts"
import type { Outcome } from "./Protocol.ts"
import { estimate, median } from "./Statistics.ts"

/** One figure per round, by contender. A cost is better the lower it is, a rate the higher. */
export interface Figures {
  readonly label: string
  readonly is: "cost" | "rate"
  readonly rounds: ReadonlyMap<string, ReadonlyArray<number>>
}

/**
 * Our median beside that of each peer and the ratio of our cost to the peer's, so that below 1 is
 * ahead. A ratio is taken within each round, where both met the same load of the machine.
 */
export const compared = (
  title: string,
  peers: ReadonlyArray<string>,
  rows: ReadonlyArray<Figures>,
  notes: ReadonlyArray<string>
): Section => ({
  title,
  columns: [ours.name, ...peers.flatMap((peer) => [peer, "ratio"])],
  rows: rows.map(({ is, label, rounds }): Row => {
    const own = rounds.get(ours.name) ?? []
    const beside = (peer: string) => {
      const other = rounds.get(peer) ?? []
      const ratios = own.flatMap((value, round) => {
        const theirs = other[round]
        if (theirs === undefined) return []
        return is === "cost" ? value / theirs : theirs / value
      })
      return [median(other) ?? null, estimate(ratios) ?? null]
    }
    return { label, cells: [median(own) ?? null, ...peers.flatMap(beside)] }
  }),
  notes
})

/** The figure of each outcome that has one. */
export const figures = (
  label: string,
  is: Figures["is"],
  outcomes: Outcomes,
  figure: (outcome: Outcome) => number | undefined
): Figures => ({
  label,
  is,
  rounds: new Map(
    Array.from(outcomes, ([name, all]) => [name, all.flatMap((one) => figure(one) ?? [])])
  )
})

/** The median of the pieces of work of a round. */
export const middle = ({ each }: Outcome): number | undefined => median(each)

/** Pieces per second; nothing where no time was measured. */
export const rate =
  (pieces: number) =>
  ({ total }: Outcome): number | undefined =>
    total === 0 ? undefined : (pieces / total) * 1000
