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

/**
 * The stem of a word in lower case, by Snowball's English stemmer: "tides" and "tidal" give "tide" and
 * "tidal". Words to which it gives the stem of an unrelated word have one of their own.
 */
export const stem = (word: string): string => ownStems.get(word) ?? stemmer(word)

/** The stems of the meaningful words of a text. */
export const stems = (text: string): ReadonlySet<string> => new Set(contentWords(text).map(stem))

/** Each group has its first word as its stem. "University" would be "univers", as "universe". */
const ownStems: ReadonlyMap<string, string> = new Map(
  [
    "news",
    "animation animations animate animated",
    "authority authorities authorize authorized",
    "capitalism capitalist capitalists",
    "civilization civilizations civilized",
    "communication communications communicate communicated communicating",
    "communism communist communists",
    "corporation corporations corporate",
    "engineer engineers engineering engineered",
    "experiment experiments experimental experimenter experimenters",
    "general generals",
    "generation generations generate generates generated generating generator generators",
    "importance important",
    "internal internally",
    "international internationally",
    "objective objectives objectivity",
    "officer officers",
    "organization organizations organize organizes organized organizing organizer organizers",
    "paste pastes",
    "periodical periodicals",
    "personality personalities",
    "polite politely politeness",
    "population populations populate populated",
    "protestant protestants",
    "relativity relativistic",
    "responsibility responsibilities responsible",
    "status",
    "suite suites",
    "tidings",
    "university universities"
  ].flatMap((group) => {
    const words = group.split(" ")
    return words.map((word) => [word, words[0] ?? word] as const)
  })
)

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
