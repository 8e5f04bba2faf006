import {
  gluedAt,
  isFree,
  isNumber,
  isWord,
  parsed,
  type Rule,
  type Source,
  textAt
} from "./Grammar.ts"
import type { Reading } from "./Reading.ts"

/** A chemical formula, letter by letter: `NaCl`, `H2SO4`, `SO₄²⁻`. It has two elements, and a number or a symbol of two letters. */
export const chemicalFormula: Rule = (source, at) => {
  if (!isFree(source, at) || gluedAt(source, at - 1) === "-") return undefined
  const readings: Array<Reading> = []
  let [elements, isMarked, end] = [0, false, at]
  for (; end < at + maxTokens && (end === at || gluedAt(source, end) !== ""); end++) {
    const text = textAt(source, end)
    const kind = source.tokens[end]?.kind
    if (kind === "word" && symbols.test(text)) {
      elements += text.match(/\p{Lu}/gu)?.length ?? 0
      isMarked = isMarked || /\p{Ll}/u.test(text)
      readings.push(letters(text))
    } else if (
      end > at &&
      (kind === "lowered" || isNumber(source, end)) &&
      /^\d{1,2}$/.test(text)
    ) {
      isMarked = true
      readings.push({ _tag: "Model", digits: text })
    } else break
  }
  if (elements < 2 || !isMarked) return undefined
  const charge = source.tokens[end]
  if (charge?.kind !== "raised" || charge.spaced) {
    return /^[\p{L}\d]/u.test(gluedAt(source, end))
      ? undefined
      : parsed({ _tag: "Sequence", readings }, end)
  }
  const ion: Reading = { _tag: "Power", base: "", exponent: charge.text }
  return parsed({ _tag: "Sequence", readings: [...readings, ion] }, end + 1)
}

/** `¹⁴C`: the number of an isotope comes after its element. */
export const isotope: Rule = (source, at) => {
  const [mass, element] = [source.tokens[at], gluedAt(source, at + 1)]
  return isMassNumber(source, at) &&
    mass !== undefined &&
    isWord(source, at + 1) &&
    symbol.test(element)
    ? parsed(
        { _tag: "Sequence", readings: [letters(element), { _tag: "Model", digits: mass.text }] },
        at + 2
      )
    : undefined
}

const isMassNumber = (source: Source, at: number): boolean =>
  source.tokens[at]?.kind === "raised" && isFree(source, at) && /^\d{1,3}$/.test(textAt(source, at))

const letters = (text: string): Reading => ({
  _tag: "Letters",
  letters: text.toUpperCase(),
  isPlural: false
})

const maxTokens = 16

const element =
  "A[cglmrstu]|B[aehikr]?|C[adelorsu]?|D[by]|E[rsu]|F[elr]?|G[ade]|H[efgos]?|I[nr]?|K[r]?|L[aiu]|M[gno]|N[abdeip]?|O[s]?|P[abdortu]?|R[abehnu]|S[bceimnr]?|T[abcehil]|U|V|W|Xe|Y[b]?|Z[nr]"

const symbol = new RegExp(`^(?:${element})$`)
const symbols = new RegExp(`^(?:${element})+$`)
