import { Schema } from "effect"
import { Speaker, type Style } from "./Script.ts"

/** How a host is called in transcripts and among each other, and how they speak. */
export interface HostProfile {
  readonly name: string
  /** For a language model: what it adds to "Ada, who ...". */
  readonly manner: string
}

export const hostProfiles: Readonly<Record<Speaker, HostProfile>> = {
  host: { name: "Ada", manner: "leads through it, warm and curious, and keeps the thread" },
  guest: { name: "Ben", manner: "asks what a curious listener would ask, compares and sums up" },
  expert: { name: "Clara", manner: "knows the details: how things work, figures and examples" },
  skeptic: { name: "David", manner: "doubts, asks how one knows that, and sees the other side" }
}

export const hostNames = (hosts: ReadonlyArray<Speaker>): ReadonlyArray<string> =>
  hosts.map((host) => hostProfiles[host].name)

/** How many hosts an episode has. */
export const HostCount = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 4 }, { message: "An episode has one to four hosts." })
)

interface HostRange {
  readonly fewest: number
  readonly most: number
  /** When nothing else is asked for. */
  readonly usual: number
}

/** How many hosts a style can have. */
export const hostRanges: Readonly<Record<Style, HostRange>> = {
  conversation: { fewest: 2, most: 4, usual: 2 },
  briefing: { fewest: 1, most: 4, usual: 2 },
  story: { fewest: 1, most: 4, usual: 2 },
  interview: { fewest: 2, most: 4, usual: 2 },
  debate: { fewest: 2, most: 4, usual: 2 },
  explainer: { fewest: 1, most: 4, usual: 2 },
  lecture: { fewest: 1, most: 1, usual: 1 }
}

/** The number of hosts nearest to the wanted one that a style can have. */
export const hostCount = (style: Style, wanted?: number): number => {
  const { fewest, most, usual } = hostRanges[style]
  return Math.min(most, Math.max(fewest, wanted ?? usual))
}

/** Who hosts an episode, the leading one first. */
export type Hosts = readonly [Speaker, ...ReadonlyArray<Speaker>]

/** The hosts of an episode that has so many. */
export const hostsOf = (count: number): Hosts => {
  const [first, ...others] = Speaker.literals
  return [first, ...others.slice(0, count - 1)]
}
