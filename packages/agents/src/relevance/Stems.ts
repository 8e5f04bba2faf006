import { stemmer } from "@orama/stemmers/english"

/** The words of a text that carry meaning, in lower case and in any script, without `'s`. */
export const contentWords = (text: string): ReadonlyArray<string> =>
  (
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/['’](?:s|t|m|re|ve|ll|d)\b/g, "")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).filter((word) => !functionWords.has(word))

/** The stem of a word in lower case, by Snowball's English stemmer: "tides" and "tidal" give "tide" and "tidal". */
export const stem = (word: string): string => stemmer(word)

/** The stems of the meaningful words of a text. */
export const stems = (text: string): ReadonlySet<string> => new Set(contentWords(text).map(stem))

const functionWords = new Set(
  (
    "a about after again all almost also although always am an and any anybody anyone anything are aren around as at away " +
    "be because been before being between both but by can cannot could couldn d de der did didn do does doesn doing don down " +
    "during each either else ever every everybody everyone everything few for from further get gets go goes going gone got had " +
    "has have having he her here hers him his how however i if in into is isn it its itself just la le let lets like lot " +
    "made make makes making many may me might mine more most much must my myself near neither no nobody none nor not nothing now " +
    "of off often on once one only or other our ours out over own please s same say says shall she should since so " +
    "some somebody someone something still such tell than that the their theirs them themselves then there these " +
    "they this those through thus to too under until up upon us use used using van very via von was wasn we well were what " +
    "whatever when where whether which while who whom whose why will with within without won would yes yet you your " +
    "yours yourself"
  ).split(" ")
)
