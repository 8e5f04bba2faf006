import { gluedAt, isWord, type Parsed, parsed, type Rule, type Source, textAt } from "./Grammar.ts"
import { isFormula } from "./MathRules.ts"
import { type Noun, word } from "./Reading.ts"

/** A unit of measure, alone or raised, and what it is divided by: `km`, `sq. ft.`, `m³`, `km/h`, `kg/m²`. */
export const unit: Rule<Noun> = (source, at) => {
  const top = raised(source, at)
  if (top === undefined) return undefined
  const below = textAt(source, top.end) === "/" ? divisorAt(source, top.end + 1) : undefined
  const inverse = inverseAt(source, top.end)
  if (inverse !== undefined) {
    return parsed(source.pack.per(top.reading, inverse.reading), inverse.end)
  }
  const product = productAt(source, top)
  if (product !== undefined) return product
  const found = below
    ? parsed(source.pack.per(top.reading, below.reading), below.end)
    : withoutStop(source, top)
  return /^[\p{L}\d/']/u.test(gluedAt(source, found.end)) ? undefined : found
}

/** `N·m`, `m·s⁻²`: newton meters, meters per second squared. */
const productAt = (source: Source, { end, reading }: Parsed<Noun>): Parsed<Noun> | undefined => {
  if (!/^[·⋅]$/.test(gluedAt(source, end))) return undefined
  const inverse = inverseAt(source, end + 1)
  if (inverse !== undefined) {
    return parsed(source.pack.per(reading, inverse.reading), inverse.end)
  }
  const second = gluedAt(source, end + 1) === "" ? undefined : raised(source, end + 1)
  return (
    second &&
    parsed(
      {
        one: `${reading.one} ${second.reading.one}`,
        many: `${reading.one} ${second.reading.many}`
      },
      second.end
    )
  )
}

/** `s⁻¹`: per second. */
const inverseAt: Rule<Noun> = (source, at) => {
  const base = isWord(source, at) ? source.pack.units.get(textAt(source, at)) : undefined
  const exponent = gluedAt(source, at + 1)
  if (base === undefined || !/^-[123]$/.test(exponent)) return undefined
  return parsed(
    exponent === "-1" ? base : source.pack.raisedUnit(base, exponent === "-2" ? 2 : 3),
    at + 2
  )
}

/** What a price or a rate is divided by: the `/kg` in 5 €/kg. */
export const divisor: Rule<Noun> = (source, at) =>
  gluedAt(source, at) === "/" ? divisorAt(source, at + 1) : undefined

/** A unit, or a word that is counted as one: per day, per person. */
const divisorAt: Rule<Noun> = (source, at) => {
  const word = gluedAt(source, at)
  return (
    raised(source, at) ??
    (/^\p{L}{3,}$/u.test(word) ? parsed({ one: word, many: word }, at + 1) : undefined)
  )
}

/** A unit without a number, when it can be nothing else: `in km/h`. */
export const unitAlone: Rule = (source, at) => {
  const found = isWord(source, at) ? unit(source, at) : undefined
  if (found === undefined) return undefined
  const symbol = source.tokens
    .slice(at, found.end)
    .map(({ text }) => text)
    .join("")
  const isRate = textAt(source, at + 1) === "/" && found.end > at + 1
  const isRaised =
    source.tokens[at + 1]?.kind === "raised" && /^(?:m|\p{Ll}m)$/u.test(textAt(source, at))
  const isQuotient = symbol.length === 3 && isFormula(source, at + 1)
  return (isRate && !isQuotient) || isRaised || /^(?:[kMGT]Wh?|km|kg|mph|[MG]Hz)$/.test(symbol)
    ? parsed(word(found.reading.many), found.end)
    : undefined
}

const raised: Rule<Noun> = (source, at) => {
  const { pack } = source
  const power = pack.powers.get(textAt(source, at))
  if (power !== undefined) {
    const base = simple(source, textAt(source, at + 1) === "." ? at + 2 : at + 1)
    return base && parsed(pack.raisedUnit(base.reading, power), base.end)
  }
  const base = simple(source, at)
  if (base === undefined) return undefined
  const caret = gluedAt(source, base.end) === "^" ? 1 : 0
  const exponent = gluedAt(source, base.end + caret)
  return exponent === "2" || exponent === "3"
    ? parsed(pack.raisedUnit(base.reading, exponent === "2" ? 2 : 3), base.end + caret + 1)
    : base
}

/** The longest symbol: `°C` before `°`. */
const simple: Rule<Noun> = (source, at) => {
  const { units } = source.pack
  const first = textAt(source, at)
  const second = gluedAt(source, at + 1)
  const long = second === "" ? undefined : units.get(first + second)
  if (long !== undefined) return parsed(long, at + 2)
  const direction =
    first === "°" && isWord(source, at + 1) ? units.get(`°${textAt(source, at + 1)}`) : undefined
  if (direction !== undefined) return parsed(direction, at + 2)
  // An inch is `in.`, but also `in²`.
  const isMarked = second === "." || source.tokens[at + 1]?.kind === "raised"
  const short = units.get(first) ?? (isMarked ? units.get(`${first}.`) : undefined)
  return short && parsed(short, at + 1)
}

/** The full stop of an abbreviation belongs to the unit unless it ends the sentence. */
const withoutStop = (source: Parameters<Rule>[0], found: Parsed<Noun>): Parsed<Noun> => {
  const next = textAt(source, found.end + 1)
  const isStop = gluedAt(source, found.end) === "." && /^[\p{Ll}\d,;:)]/u.test(next)
  return isStop && /^\p{Lu}?\p{Ll}{2,}$/u.test(textAt(source, found.end - 1))
    ? parsed(found.reading, found.end + 1)
    : found
}
