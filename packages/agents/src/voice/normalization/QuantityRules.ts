import { amount, moneyAmount } from "./AmountRules.ts"
import {
  gluedAt,
  isNumber,
  isWord,
  type Parsed,
  parsed,
  type Rule,
  type Source,
  textAt
} from "./Grammar.ts"
import { numeral } from "./NumeralSyntax.ts"
import {
  type Amount,
  cardinal,
  type Currency,
  type Noun,
  type Reading,
  sign as signNamed,
  word
} from "./Reading.ts"
import { power } from "./MathRules.ts"
import { divisor, unit } from "./UnitRules.ts"

type Money = Extract<Reading, { readonly _tag: "Money" }>

/** An amount of money: `$2m`, `CA$5`, `5 €`, `Rs. 500`, `10¢`. */
export const money: Rule = (source, at) => {
  const sign = currency(source, at)
  if (sign !== undefined) {
    const found = moneyAmount(source, sign.end)
    if (found === undefined) return undefined
    const amount = moneyOf(found.reading, sign.reading)
    const scale = found.reading._tag === "Fraction" ? moneyScale(source, found.end) : undefined
    if (scale !== undefined) {
      const readings = [found.reading, word(scale), word(sign.reading.many)]
      return parsed({ _tag: "Sequence", readings }, found.end + 1)
    }
    return isBeforeNoun(source, at, found.end)
      ? parsed({ ...amount, isAttributive: true }, found.end)
      : withDivisor(source, amount, found.end)
  }
  if (textAt(source, at) === "-" && gluedAt(source, at + 1) !== "") {
    const found = currency(source, at + 1) && money(source, at + 1)
    if (found?.reading._tag === "Money" && found.reading.amount._tag === "Cardinal") {
      return parsed({ ...found.reading, amount: negated(found.reading.amount) }, found.end)
    }
  }
  const found = moneyAmount(source, at)
  const after = found && currencyAfter(source, found.end)
  return found && after && withDivisor(source, moneyOf(found.reading, after.reading), after.end)
}

/** The scale of $½ million, $1½m. */
const moneyScale = ({ pack, tokens }: Source, at: number): string | undefined => {
  const text = tokens[at]?.text ?? ""
  return pack.moneyScales.get(text) ?? pack.scales.get(text)
}

/** Whether an amount of money stands before a noun: a $5 bill, a $5-a-day wage. */
const isBeforeNoun = (source: Source, at: number, end: number): boolean =>
  (/^an?$/i.test(textAt(source, at - 1)) && isWord(source, end)) ||
  (gluedAt(source, end) === "-" && /^\p{L}/u.test(gluedAt(source, end + 1)))

/** A power of ten with its unit: `10⁻⁹ m`. */
export const powerMeasure: Rule = (source, at) => {
  const found = power(source, at)
  if (found?.reading._tag !== "Power" || typeof found.reading.base === "string") return found
  const counted = unit(source, found.end)
  return counted === undefined
    ? found
    : parsed(
        { _tag: "Sequence", readings: [found.reading, word(counted.reading.many)] },
        counted.end
      )
}

/** A number with a unit, or without one. */
export const measure: Rule = (source, at) => {
  const found = amount(source, at) ?? foreignDecimal(source, at)
  if (found === undefined) return undefined
  const { end, reading } = found
  const hyphen = gluedAt(source, end) === "-" && gluedAt(source, end + 1) !== "" ? 1 : 0
  const counted = isSpacedSymbol(source, end + hyphen)
    ? undefined
    : (minutesAfterHours(source, end) ?? unit(source, end + hyphen))
  if (counted === undefined) return found
  const isAttributive = hyphen === 1 || /^an?$/i.test(textAt(source, at - 1))
  return parsed(
    { _tag: "Measure", amount: reading, unit: counted.reading, isAttributive },
    counted.end
  )
}

/** A number with the decimal mark of another language, which its unit gives away: `1,5 km` in English. */
const foreignDecimal: Rule<Amount> = (source, at) => {
  const text = textAt(source, at)
  const mark = source.pack.decimalMark === "." ? "," : "."
  const number =
    isNumber(source, at) && /^\d+[.,]\d{1,2}$/.test(text) ? numeral(text, mark) : undefined
  return number !== undefined && unit(source, at + 1) !== undefined
    ? parsed(cardinal(number), at + 1)
    : undefined
}

/** The `30m` of 2h 30m. */
const minutesAfterHours: Rule<Noun> = (source, at) => {
  const minute = source.pack.units.get("min")
  return gluedAt(source, at) === "m" && textAt(source, at - 2) === "h" && minute
    ? parsed(minute, at + 1)
    : undefined
}

const moneyOf = (amount: Amount, currency: Currency): Money => ({
  _tag: "Money",
  amount,
  currency
})

const negated = (amount: Extract<Amount, { _tag: "Cardinal" }>): Amount => ({
  ...amount,
  number: { ...amount.number, isNegative: true }
})

/** A symbol that is a unit only when it is written right after its number, or only apart from it. */
const isSpacedSymbol = (source: Source, at: number): boolean => {
  const symbol = textAt(source, at)
  const isGlued = gluedAt(source, at) !== ""
  return isGlued
    ? symbol === "ac" || (/^[Kst]$/.test(symbol) && !/[.,]/.test(textAt(source, at - 1)))
    : /^['"]$/.test(symbol)
}

/** A currency before its amount. */
const currency: Rule<Currency> = (source, at) => {
  const { currencies } = source.pack
  const first = textAt(source, at)
  const second = gluedAt(source, at + 1)
  const compound = second === "" ? undefined : currencies.get(first + second)
  const found = compound
    ? parsed(compound, at + 2)
    : currencies.has(first)
      ? parsed(currencies.get(first), at + 1)
      : undefined
  if (found?.reading === undefined) return undefined
  const end = gluedAt(source, found.end) === "." ? found.end + 1 : found.end
  const isSign = /\p{Sc}$/u.test(textAt(source, found.end - 1))
  // In USD-5 it is a hyphen.
  const isMinus =
    textAt(source, end) === "-" &&
    gluedAt(source, end + 1) !== "" &&
    (isSign || gluedAt(source, end) === "")
  const digits = isMinus ? end + 1 : end
  const begins = isNumber(source, digits) || /^[¼-¾⅐-⅞]$/.test(textAt(source, end))
  return begins && (isSign || first !== "p") ? parsed(found.reading, end) : undefined
}

const currencyAfter: Rule<Currency> = (source, at) => {
  const { currencies } = source.pack
  const first = textAt(source, at)
  const second = gluedAt(source, at + 1)
  const compound = second === "" ? undefined : currencies.get(first + second)
  const found = compound ?? currencies.get(first)
  if (found === undefined || (first === "p" && !isPence(source, at))) return undefined
  const end = at + (compound === undefined ? 1 : 2)
  // In `cost 5 $10` the sign belongs to the number after it.
  const belongsToNext =
    /^\p{Sc}$/u.test(first) && isNumber(source, end) && gluedAt(source, end) !== ""
  return belongsToNext || /^[\p{L}']/u.test(gluedAt(source, end)) ? undefined : parsed(found, end)
}

const isPence = (source: Source, at: number): boolean =>
  gluedAt(source, at) !== "" && /^\d{1,2}$/.test(textAt(source, at - 1))

/** The price of a unit: 5 €/kg is 5 euros per kilogram. */
const withDivisor = (source: Source, reading: Reading, end: number): Parsed => {
  const per = divisor(source, end)
  if (per === undefined || reading._tag !== "Money") return parsed(reading, end)
  const { amount } = reading
  const hasParts = reading.currency.part !== undefined && amount._tag === "Cardinal"
  if (hasParts && amount.scale === undefined && amount.number.decimals.length === 2) {
    const readings = [reading, signNamed("per"), word(per.reading.one)]
    return parsed({ _tag: "Sequence", readings }, per.end)
  }
  const { part: _part, ...currency } = reading.currency
  const priced = source.pack.per(currency, per.reading)
  return parsed({ ...reading, currency: priced }, per.end)
}
