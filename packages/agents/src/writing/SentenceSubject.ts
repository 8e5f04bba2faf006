/** A proper name of two to five words in a text: "the Bay of Fundy", "Isaac Newton". */
export const properName = (text: string): string | undefined => {
  for (const { 0: match, index } of text.matchAll(capitalizedWords)) {
    const words = match.split(" ")
    const own = words.findIndex((word) => !calendar.test(word) && !notNames.test(word))
    if (own < 0 || isWorkTitle(match, index)) continue
    const parts = words.slice(own)
    const before =
      text.slice(0, index) +
      words
        .slice(0, own)
        .map((word) => `${word} `)
        .join("")
    const after = text.slice(index + match.length)
    const doubtful = adjective.test((before === "" ? parts[1] : parts.at(-1)) ?? "")
    const owned = /['’]s $/.test(before) || /^['’]s?\b/.test(after)
    if (parts.length < 2 || parts.length > 5 || doubtful || owned) continue
    if (parts.some((part) => calendar.test(part))) continue
    return (/\bthe $/i.test(before) ? "the " : "") + parts.join(" ")
  }
  return undefined
}

/**
 * The grammatical subject of a sentence that begins with it: "Spring tides have nothing to do …".
 * `commonWords` are known to be written in lower case, so a capital at the start does not make a name.
 */
export const subjectOf = (text: string, commonWords: ReadonlySet<string>): string | undefined => {
  const phrase =
    /^((?:[\p{L}-]+ ){0,5}?[\p{L}-]+?)(?: (?:itself|themselves|also))? (?:is|are|was|were|has|have|had|can|could|may|might|must|will|would|should|does|do|did) /u.exec(
      text
    )?.[1]
  if (phrase === undefined) return undefined
  const [first = "", ...rest] = phrase.split(" ")
  // Nobody asks about "a first inspection" that was not mentioned.
  if (/^An?$/.test(first)) return undefined
  const isArticle = first === "The"
  if (rest.length > (/ of the /.test(phrase) ? 5 : 3) || (isArticle && rest.length === 0))
    return undefined
  if (!isArticle && (vague.test(first) || first.endsWith("ly"))) return undefined
  if (rest.some((word) => clutter.test(word) || word.endsWith("ly") || word.endsWith("ed")))
    return undefined
  const isCommon = isArticle || commonWords.has(first.toLowerCase())
  if (!isCommon && rest.length === 0) return undefined
  return (isCommon ? first.toLowerCase() : first) + rest.map((word) => ` ${word}`).join("")
}

/** Each word has exactly one possible end, so that no text makes the match backtrack. */
const word = String.raw`\p{Lu}[\p{L}-]*\p{Ll}(?![\p{L}-])`
const capitalizedWords = new RegExp(
  String.raw`(?<![\p{L}\p{N}'’-])${word}(?: (?:(?:of|de|van|von|du|la) )?${word})+`,
  "gu"
)

/** "The Reckoning of Time" in the middle of a sentence is the title of a work. */
const isWorkTitle = (name: string, index: number): boolean => index > 0 && name.startsWith("The ")

const adjective = /(?:an|ish|ese|ch)$/

export const calendar =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/

const notNames =
  /^(?:The|A|An|In|At|On|By|For|From|With|When|While|If|As|After|Before|Since|Until|Because|Although|Under|Over|Even|Only|Many|Most|Some|Few|All|Every|Each|Both|Two|Three|Four|Five|Six|Ten|Like|Unlike|Today|Modern|Ancient|Early|Later|Large|Larger|Great|Critics|Near|Inside|Outside|Another|One|No|Not|What|Who|Once|Far|Much|Soon|Then)$/

const vague =
  /^(?:In|At|On|By|For|From|With|When|While|If|As|After|Before|Since|Until|Because|Although|Under|Over|Even|Only|Many|Most|Some|Few|All|Any|Every|Each|Both|Nobody|Everybody|Everything|Nothing|None|No|Not|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Much|More|Less|There|What|Who|How|Why|Where|Whether|Once|So|I|We|You|Critics|Today|Now|Perhaps|People|Another)$/

const clutter =
  /^(?:in|at|on|by|for|from|with|when|while|if|as|and|or|but|that|which|who|whose|to|than|about|into|between|through|where|I|we|you|he|she|it|they|had|have|not|only|then|this|these|those|such|there)$/
