const stopwords = new Set(
  (
    "a about after again all also although an and any are as at be because been before being between both but by " +
    "can could did do does during each even every few for from further had has have having he her here his how i if " +
    "in into is it its itself just less many may might more most much must no nor not of off often on once one only " +
    "or other our out over own s said same say says she should since so some still such t than that the their them " +
    "then there these they this those through to too under until up upon us used using very was we well were what " +
    "when where whether which while who whom whose why will with within without would yet you your"
  ).split(" ")
)

/** The stems of the words that carry meaning, in lower case: "tide" and "tides" give the same term. */
export const terms = (text: string): ReadonlyArray<string> =>
  words(text)
    .filter((word) => word.length > 1 && !stopwords.has(word))
    .map(stem)

/** All words in lower case, in any script. */
const words = (text: string): ReadonlyArray<string> =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Number of words, by white space. */
export const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** The most frequent meaningful words of the texts, each in the form in which it occurs first. */
export const keywords = (texts: ReadonlyArray<string>, count: number): ReadonlyArray<string> => {
  const seen = new Map<string, { readonly word: string; count: number }>()
  for (const word of texts.flatMap(words)) {
    if (word.length < 4 || stopwords.has(word) || /\d/.test(word)) continue
    const entry = seen.get(stem(word))
    if (entry === undefined) seen.set(stem(word), { word, count: 1 })
    else entry.count++
  }
  return [...seen.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, count)
    .map(({ word }) => word)
}

const stem = (word: string): string =>
  word.length < 4
    ? word
    : word
        .replace(/ies$/, "y")
        .replace(/(?<=..[^su])s$/, "")
        .replace(/(?<=...)(?:ing|ed|ly)$/, "")
        .replace(/e$/, "")
