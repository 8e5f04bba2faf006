import { spokenText } from "@aethercast/agents/voice/SpokenText"
import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { digitsOf, fractionOf, ordinalOf, timeOf, valueOf, yearOf } from "./SpokenValue.ts"

const said = (text: string): string => Option.getOrElse(spokenText(text), () => "")

const between = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** What a pattern finds in the words of a text. */
const partsOf = (text: string, pattern: RegExp): ReadonlyArray<string> => {
  const spoken = said(text)
  assert.notMatch(spoken, /\d/, text)
  return pattern.exec(spoken)?.slice(1) ?? assert.fail(`${text}: ${spoken}`)
}

const two = (value: number): string => String(value).padStart(2, "0")

const grouped = (whole: number): string => String(whole).replace(/\B(?=(?:\d{3})+$)/g, ",")

const months =
  "January February March April May June July August September October November December".split(" ")

describe("Normalization", () => {
  it.prop(
    "says every date with its own day, month and year",
    [between(1, 31), between(1, 12), between(1000, 2099)],
    ([day, month, year]) => {
      const name = months[month - 1] ?? ""
      const isAmbiguous = day <= 12
      const forms = [
        `${name} ${day}, ${year}`,
        `${name.slice(0, 3)}. ${day}, ${year}`,
        `${day} ${name} ${year}`,
        `${year}-${two(month)}-${two(day)}`,
        `${year}/${two(month)}/${two(day)}`,
        `${year}-${two(month)}-${two(day)}T10:20:30Z`,
        ...(isAmbiguous ? [] : [`${month}/${day}/${year}`, `${day}/${month}/${year}`]),
        `${two(day)}.${two(month)}.${year}`
      ]
      for (const form of forms) {
        const [spokenMonth, spokenDay = "", spokenYear = ""] = partsOf(
          `It was (${form}) then.`,
          /^It was \((\w+) (.+), (.+)\) then\.$/
        )
        assert.deepStrictEqual(
          [spokenMonth, ordinalOf(spokenDay), yearOf(spokenYear)],
          [name, day, year],
          form
        )
      }
    }
  )

  it.prop(
    "says every month of a year with its own month and year",
    [between(1, 12), between(1900, 2099)],
    ([month, year]) => {
      const name = months[month - 1] ?? ""
      // Otherwise it may be two years.
      const isMonth = month <= year % 100 && year >= 1900
      for (const form of [`${name} ${year}`, ...(isMonth ? [`${year}-${two(month)}`] : [])]) {
        const [spokenMonth, spokenYear = ""] = partsOf(
          `It was in ${form} then.`,
          /^It was in (\w+) (.+) then\.$/
        )
        assert.deepStrictEqual([spokenMonth, yearOf(spokenYear)], [name, year], form)
      }
    }
  )

  it.prop(
    "says every time with its own hour and minute",
    [between(0, 23), between(0, 59)],
    ([hour, minute]) => {
      const half = hour < 12 ? "am" : "pm"
      const short = hour % 12 === 0 ? 12 : hour % 12
      const forms = [
        `${hour}:${two(minute)}`,
        `${two(hour)}:${two(minute)}`,
        `${short}:${two(minute)} ${half}`,
        `${short}:${two(minute)}${half}`,
        `${short}.${two(minute)} ${half}`,
        ...(minute === 0 ? [`${short}${half}`, `${short} ${half}`] : [])
      ]
      for (const form of forms) {
        const [time = ""] = partsOf(`It began at ${form} then.`, /^It began at (.+) then\.$/)
        assert.deepStrictEqual(timeOf(time), [hour, minute], `${form}: ${time}`)
      }
    }
  )

  it.prop(
    "says every range with the values of its ends",
    [
      between(0, 99_999),
      between(1, 99_999),
      between(0, 99),
      Schema.Literals(["-", "–", " – ", " to "]),
      Schema.Boolean
    ],
    ([from, more, decimals, dash, isDecimal]) => {
      const to = from + more
      const tail = isDecimal ? `.${decimals}` : ""
      const range = `${grouped(from)}${tail}${dash}${grouped(to)}${tail}`
      const forms = [
        [`It has ${range} stones.`, /^It has (.+?) to (.+) stones\.$/],
        [`It has ${range} kg of it.`, /^It has (.+?) (?:kilograms? )?to (.+) kilograms of it\.$/],
        [`It rose ${range}% then.`, /^It rose (.+?) to (.+) percent then\.$/]
      ] as const
      for (const [text, pattern] of forms) {
        const ends = partsOf(text, pattern).map(valueOf)
        assert.deepStrictEqual(ends, [Number(`${from}${tail}`), Number(`${to}${tail}`)], text)
      }
    }
  )

  it.prop(
    "says every telephone number with its own digits",
    [between(100, 999), between(100, 999), between(0, 9999), between(1, 99)],
    ([area, exchange, line, country]) => {
      const last = String(line).padStart(4, "0")
      const forms = [
        `${area}-${exchange}-${last}`,
        `${area}.${exchange}.${last}`,
        `${area} ${exchange} ${last}`,
        `(${area}) ${exchange}-${last}`,
        `(${area}) ${exchange} ${last}`,
        `(${area})${exchange}-${last}`,
        `1-${area}-${exchange}-${last}`,
        `1 ${area} ${exchange} ${last}`,
        `+${country} ${area} ${exchange} ${last}`,
        `+${country}-${area}-${exchange}-${last}`,
        `+${country} (${area}) ${exchange} ${last}`,
        `+${country} (0)${area} ${exchange} ${last}`,
        `+${country} 0${area} ${exchange} ${last}`,
        `+${country} ${area} ${exchange} ${exchange}`,
        `+${country}${area}${exchange}${last}`,
        `0${area} ${exchange} ${last}`,
        `0${area} ${exchange} ${exchange}`,
        `0${area}-${exchange}-${last}`,
        `0${area}-${exchange}${last}`,
        `0${area}/${exchange}${last}`
      ]
      for (const form of forms) {
        const [, digits = ""] = partsOf(`Call ${form} now.`, /^Call (plus )?(.+) now\.$/)
        assert.strictEqual(digitsOf(digits.replace(/^, /, "")), form.replace(/\D/g, ""), form)
      }
    }
  )

  it.prop(
    "says every amount of money with its own value",
    [between(0, 9_999_999), between(0, 99), Schema.Boolean, Schema.Boolean],
    ([whole, cents, isNegative, isExact]) => {
      const minus = isNegative ? "-" : ""
      const number = `${grouped(whole)}${isExact ? `.${two(cents)}` : ""}`
      for (const form of [
        `${minus}$${number}`,
        `$${minus}${number}`,
        `${minus}${number} USD`,
        `USD ${minus}${number}`
      ]) {
        const [, sign, dollars, sum] = partsOf(
          `It cost ${form} then.`,
          /^It cost ((minus )?(?:(.+?) dollars?)?(?: and )?(?:(.+) cents?)?) then\.$/
        )
        assert.deepStrictEqual(
          [
            sign === "minus ",
            dollars === undefined ? 0 : valueOf(dollars),
            sum === undefined ? 0 : valueOf(sum)
          ],
          [isNegative, whole, isExact ? cents : 0],
          form
        )
      }
    }
  )

  it.prop(
    "says every fraction with its own parts",
    [
      between(0, 99),
      between(1, 15),
      Schema.Literals([2, 3, 4, 5, 6, 7, 8, 9, 12, 16]),
      Schema.Boolean
    ],
    ([whole, number, lower, isHyphened]) => {
      const upper = 1 + ((number - 1) % (lower - 1))
      const written = whole === 0 ? "" : `${whole}${isHyphened ? "-" : " "}`
      for (const [before, after, end] of [
        ["", " of it", " of it"],
        ["", "% of it", " percent of it"],
        ["", " inches", " inches?"]
      ] as const) {
        const text = `It is ${before}${written}${upper}/${lower}${after}.`
        const [words = ""] = partsOf(text, new RegExp(`^It is (.+?)${end}\\.$`))
        assert.deepStrictEqual(fractionOf(words), [whole, upper, lower], `${text}: ${words}`)
      }
    }
  )
})
