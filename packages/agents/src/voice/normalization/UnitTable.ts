import type { Noun } from "./Reading.ts"

/** A unit that takes metric prefixes: those of `prefixes`, a space for the unit alone. */
export interface MetricUnit {
  readonly symbol: string
  readonly noun: Noun
  readonly prefixes: string
}

/** The symbols of units with all their prefixes: `m`, `km`, `MW`, `GiB`. */
export const metric = (
  units: ReadonlyArray<MetricUnit>,
  prefixNames: Readonly<Record<string, string>>
): ReadonlyArray<readonly [string, Noun]> =>
  units.flatMap(({ noun, prefixes, symbol }) =>
    prefixes.split(",").map((prefix): readonly [string, Noun] => {
      const name = prefixNames[prefix] ?? ""
      return [
        `${prefix}${symbol}`,
        name === "" ? noun : { one: join(name, noun.one), many: join(name, noun.many) }
      ]
    })
  )

const join = (prefix: string, name: string): string => prefix + name.toLowerCase()

/** Which prefixes are common with which unit; the same in every language. */
export const metricSymbols: ReadonlyArray<readonly [symbol: string, prefixes: string]> = [
  ["m", ",k,c,m,µ,n,d"],
  ["g", ",k,m,µ"],
  ["l", ",m,c,d,h"],
  ["L", ",m,d,µ"],
  ["s", ",m,µ,n"],
  ["W", ",k,M,G,T,m"],
  ["Wh", ",k,M,G,T"],
  ["V", ",k,m"],
  ["A", "m,k,µ"],
  ["Ah", ",m,k"],
  ["F", "µ,n,p"],
  ["H", "m,µ"],
  ["M", "m,µ,n"],
  ["Da", "k,M"],
  ["J", ",k,M,G"],
  ["Pa", ",h,k,M,G"],
  ["eV", ",k,M,G,T"],
  ["Hz", ",k,M,G,T"],
  ["B", "k,K,M,G,T,P,Ki,Mi,Gi,Ti"],
  ["bit", "k,M,G,T"],
  ["bps", "k,M,G,T"],
  ["b", "k,M,G"],
  ["cal", ",k"],
  ["N", "k,M"],
  ["mol", ",m,µ,n,k"],
  ["t", ",k,M,G"],
  ["bar", ",m"],
  ["Ω", ",k,M"],
  ["Bq", ",k,M,G,T"],
  ["Sv", ",m,µ"],
  ["T", "m,µ"],
  ["pc", "k,M"]
]
