import { Option } from "effect"
import * as Ascii from "./Ascii.ts"
import * as Markup from "./Markup.ts"
import * as SpokenMeasures from "./SpokenMeasures.ts"
import * as SpokenMoney from "./SpokenMoney.ts"
import * as SpokenNumbers from "./SpokenNumbers.ts"
import * as SpokenWords from "./SpokenWords.ts"

/**
 * A text as the default voice has to be given it: one line of plain ASCII in which everything that
 * flite would spell, mispronounce or read out as a symbol is written as the words that a person
 * would say. Nothing when there are no Latin letters or digits in it, or when most letters are of
 * another script, so that what is left would make no sense.
 */
export const spokenText = (text: string): Option.Option<string> => {
  const plain = Ascii.plainPunctuation(Markup.removed(text))
  if (!isMostlyLatin(plain)) return Option.none()
  const numbers = SpokenNumbers.said(SpokenMeasures.said(SpokenMoney.said(plain)))
  const spoken = tidied(Ascii.folded(SpokenWords.said(numbers)))
  return /[a-z0-9]/i.test(spoken) ? Option.some(spoken) : Option.none()
}

const isMostlyLatin = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return 2 * latin >= letters
}

const tidied = (text: string): string =>
  text
    .replace(/[\\^|{}[\]<>_*`~]+/g, " ")
    // A hash or a key: nobody says that.
    .replace(/\w{41,}/g, " ")
    .replace(/([!?,;:()"'-])\1+/g, "$1")
    .replace(/\.{2,}/g, "...")
    .replace(/\(\s*\)|"\s*"/g, " ")
    .replace(/ -(?=[A-Za-z])/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[,.;:!?)])/g, "")
    .replace(/[,;:]+(?=[,.;:!?])/g, "")
    .replace(/^[\s,.;:!?)-]+|[\s,;:(-]+$/g, "")
