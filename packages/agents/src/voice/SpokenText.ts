import { Option } from "effect"
import * as Ascii from "./Ascii.ts"
import * as Markup from "./Markup.ts"
import * as SpokenMeasures from "./SpokenMeasures.ts"
import * as SpokenMoney from "./SpokenMoney.ts"
import * as SpokenNumbers from "./SpokenNumbers.ts"
import * as SpokenWords from "./SpokenWords.ts"

/**
 * Text normalization for flite: one line of plain ASCII in which everything that flite would spell,
 * mispronounce or read out as a symbol is replaced by the words that a person would say. None for a
 * text without Latin letters or digits, or with most letters of another script.
 */
export const spokenText = (text: string): Option.Option<string> => {
  const plain = Ascii.plainPunctuation(Markup.remove(text))
  if (!isMostlyLatin(plain)) return Option.none()
  const numbers = SpokenNumbers.verbalize(SpokenMeasures.verbalize(SpokenMoney.verbalize(plain)))
  const spoken = tidy(Ascii.fold(SpokenWords.verbalize(numbers)))
  return /[a-z0-9]/i.test(spoken) ? Option.some(spoken) : Option.none()
}

const isMostlyLatin = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return 2 * latin >= letters
}

const tidy = (text: string): string =>
  text
    .replace(/[\\^|{}[\]<>_*`~]+/g, " ")
    // Hashes and keys are not spoken.
    .replace(/\w{41,}/g, " ")
    .replace(/([!?,;:()"'-])\1+/g, "$1")
    .replace(/\.{2,}/g, "...")
    .replace(/\(\s*\)|"\s*"/g, " ")
    .replace(/ -(?=[A-Za-z])/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[,.;:!?)])/g, "")
    .replace(/[,;:]+(?=[,.;:!?])/g, "")
    .replace(/^[\s,.;:!?)-]+|[\s,;:(-]+$/g, "")
