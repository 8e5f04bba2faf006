/**
 * The sentences of a paragraph of clean text. The Unicode segmenter breaks after every full stop
 * before a capital letter; the breaks after abbreviations, initials and ordinals are undone here.
 */
export const splitSentences = (paragraph: string): ReadonlyArray<string> => {
  const merged: Array<string> = []
  for (const { segment } of segmenter.segment(paragraph)) {
    const next = segment.trim()
    if (next === "") continue
    const last = merged.at(-1)
    if (last !== undefined && belongsTogether(last, next))
      merged[merged.length - 1] = `${last} ${next}`
    else merged.push(next)
  }
  return merged
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" })

const belongsTogether = (last: string, next: string): boolean =>
  /^[\p{Ll},;:)\]]/u.test(next) ||
  beforeName.test(last) ||
  (beforeNumber.test(last) && /^[\dIVX]/.test(next)) ||
  (insideOrAtEnd.test(last) && !opener.test(next))

const beforeName =
  /(?:^|[\s("“])(?:Dr|Mr|Mrs|Ms|Mx|Prof|St|Sr|Sra|Mt|Ft|Gen|Sen|Rep|Gov|Capt|Lt|Col|Sgt|Rev|Hon|Pres|vs|[Cc]f|e\.\s?g|i\.\s?e|viz|approx|[Cc]a|[A-Z])\.$/

const beforeNumber =
  /(?:^|[\s("“])(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Vol|Ch|Fig|Figs|Eq|Sec|[Pp]p?|Art|op)\.$/

const insideOrAtEnd = /(?:^|[\s("“])(?:Inc|Ltd|Co|Corp|Jr|Bros|(?:[A-Za-z]\.)+[A-Za-z])\.$/

const opener =
  /^["'“‘(]?(?:The|An?|It|Its|In|On|At|By|For|From|He|She|His|Her|They|Their|We|Our|You|I|But|And|So|This|That|These|Those|There|After|Before|When|While|As|If|Since|With|Now|Then|Most|Some|Many|One|No|Not|Only|Even|Today|Later|What|Why|How|Who)\b/
