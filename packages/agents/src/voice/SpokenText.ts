import type { Language } from "@aethercast/domain/Language"
import { Option } from "effect"
import * as Ascii from "./Ascii.ts"
import { flitePronunciations, pronounceable } from "./FlitePronunciation.ts"
import * as Markup from "./Markup.ts"
import { languagePacks } from "./normalization/Languages.ts"
import { normalize } from "./normalization/Normalization.ts"
import type { Pronunciations } from "./normalization/Pronunciations.ts"

/**
 * A text in the words that a person would say, without markup, digits or symbols: numbers, units,
 * abbreviations and signs are written out in its language; one without a pack keeps them. None for a text without anything to say, or
 * with most letters of another script.
 */
export const spokenWords = (
  text: string,
  language: Language,
  names: Pronunciations
): Option.Option<string> => {
  // Hashes and keys are not spoken.
  const plain = Ascii.plainPunctuation(Markup.remove(text)).replace(/\w{41,}/g, " ")
  if (!isMostlyLatin(plain)) return Option.none()
  const pack = languagePacks.get(language)
  const written = withoutCapitals(plain)
  const spoken = tidy(pack === undefined ? written : normalize(written, pack, names))
  return /[\p{L}\p{N}]/u.test(spoken) ? Option.some(spoken) : Option.none()
}

/** The text for flite: English in plain ASCII. */
export const spokenText = (
  text: string,
  names: Pronunciations = shippedNames
): Option.Option<string> =>
  Option.filter(
    Option.map(spokenWords(text, "en", names), (words) => pronounceable(tidy(Ascii.fold(words)))),
    (spoken) => /[a-z]/i.test(spoken)
  )

const shippedNames = flitePronunciations([])

/** A text in capitals throughout contains no initialisms. */
const withoutCapitals = (text: string): string => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  return letters >= 12 && capitals > 0.7 * letters ? text.toLowerCase() : text
}

const isMostlyLatin = (text: string): boolean => {
  // A Greek letter that stands alone is a symbol.
  const words = text.replace(/(?<!\p{L})\p{Script=Greek}(?!\p{L})/gu, "")
  const letters = words.match(/\p{L}/gu)?.length ?? 0
  const latin = words.match(/\p{Script=Latin}/gu)?.length ?? 0
  return 2 * latin >= letters
}

const tidy = (text: string): string =>
  text
    .replace(/[\\^|{}[\]<>_*`~]+/g, " ")
    .replace(/([!?,;:()"'-])\1+/g, "$1")
    .replace(/\.{2,}/g, "...")
    .replace(/\(\s*\)|"\s*"/g, " ")
    .replace(/ -(?=[A-Za-z])/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[,.;:!?)])/g, "")
    .replace(/[,;:]+(?=[,.;:!?])/g, "")
    .replace(/^[\s,.;:!?)-]+|(?<![\s,;:(-])[\s,;:(-]+$/g, "")
