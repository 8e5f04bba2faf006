import { assert } from "@effect/vitest"

/** What words are worth, computed without the grammar that wrote them. */
const small = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, value) => [word, value])
)
const tens = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, index) => [word, 10 * index + 20])
)
const scales = new Map([
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
  ["trillion", 1e12]
])
const irregularOrdinals = new Map([
  ["first", "one"],
  ["second", "two"],
  ["third", "three"],
  ["fifth", "five"],
  ["eighth", "eight"],
  ["ninth", "nine"],
  ["twelfth", "twelve"]
])

/** A cardinal: `minus two point five`. */
export const valueOf = (words: string): number => {
  const [whole = "", decimals] = words.toLowerCase().replace("minus ", "").split(" point ")
  let [total, group] = [0, 0]
  for (const word of whole.split(" ")) {
    const scale = scales.get(word)
    if (scale !== undefined) [total, group] = [total + group * scale, 0]
    else if (word === "hundred") group *= 100
    else group += small.get(word) ?? tens.get(word) ?? assert.fail(`${word} in "${words}"`)
  }
  const digits = decimals === undefined ? "" : digitsOf(decimals)
  const value = Number(`${total + group}${digits === "" ? "" : `.${digits}`}`)
  return /^minus /i.test(words) ? -value : value
}

/** Digits one by one, with commas between groups: `five five five, one two`. */
export const digitsOf = (words: string): string =>
  words
    .toLowerCase()
    .split(/,? /)
    .map((word) => {
      const digit = small.get(word) ?? assert.fail(`${word} in "${words}"`)
      assert.isBelow(digit, 10, words)
      return digit
    })
    .join("")

/** An ordinal: `twenty first`. */
export const ordinalOf = (words: string): number => {
  const all = words.toLowerCase().split(" ")
  const last = all.at(-1) ?? ""
  const cardinal = irregularOrdinals.get(last) ?? last.replace(/th$/, "").replace(/ie$/, "y")
  return valueOf([...all.slice(0, -1), cardinal].join(" "))
}

/** Two digits of a year, or the minutes of a time: `oh five`, `forty two`. */
const pairOf = (words: string): number => {
  const value = valueOf(words.replace(/^oh /, ""))
  assert.strictEqual(words.startsWith("oh "), value < 10, words)
  return value
}

/** A year of four digits: `nineteen oh five`, `eighteen hundred`, `two thousand nine`. */
export const yearOf = (words: string): number => {
  if (/ thousand\b/.test(words)) return valueOf(words)
  const [century = "", ...rest] = words.split(" ")
  return 100 * valueOf(century) + (rest.join(" ") === "hundred" ? 0 : pairOf(rest.join(" ")))
}

/** The hour and the minute of a time: `fourteen hundred`, `two oh five P M`, `ten o'clock`. */
export const timeOf = (words: string): readonly [hour: number, minute: number] => {
  const [, time = "", half] = /^(.+?)(?: ([AP]) M)?$/.exec(words) ?? []
  const [, full] = /^(.+) (?:hundred|o'clock)$/.exec(time) ?? []
  const [, hours = "", minutes] =
    /^(zero|twenty(?: (?:one|two|three|four))?|\w+)(?: (.+))?$/.exec(full ?? time) ?? []
  const hour = valueOf(hours)
  const day = half === undefined ? hour : (hour % 12) + (half === "P" ? 12 : 0)
  return [day, minutes === undefined ? 0 : pairOf(minutes)]
}

/** A fraction: `two and three eighths`, `one half`. */
export const fractionOf = (
  words: string
): readonly [whole: number, upper: number, lower: number] => {
  const [, whole, upper = "", lower = ""] =
    /^(?:(.+) and )?(\S+(?: (?:one|two|three|four|five|six|seven|eight|nine)(?= ))?) (.+)$/.exec(
      words
    ) ?? []
  const name = /^hal(?:f|ves)$/.test(lower) ? 2 : /^quarters?$/.test(lower) ? 4 : undefined
  return [
    whole === undefined ? 0 : valueOf(whole),
    upper === "a" ? 1 : valueOf(upper),
    name ?? ordinalOf(lower.replace(/s$/, ""))
  ]
}
