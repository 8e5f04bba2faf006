/** A sentence of a text: its first UTF-16 unit, and the one after its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The sentences of a paragraph of clean text, in linear time. The Unicode segmenter breaks after every
 * full stop before a capital letter; the breaks after abbreviations, initials, ranks and ordinals are
 * undone here.
 */
export const sentenceSpans = (paragraph: string): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let open: Span | undefined
  for (const { end, start } of segments(paragraph)) {
    if (open !== undefined && !isBoundary(paragraph, open, start)) {
      open = { start: open.start, end }
    } else {
      if (open !== undefined) spans.push(open)
      open = { start, end }
    }
  }
  if (open !== undefined) spans.push(open)
  return spans
}

/** What the segmenter takes for sentences, without the white space around them. */
function* segments(paragraph: string): Generator<Span> {
  for (const { index, segment } of segmenter.segment(paragraph)) {
    let from = 0
    for (const match of segment.matchAll(beforeDigits)) {
      yield* trimmed(segment.slice(from, match.index), index + from)
      from = match.index
    }
    yield* trimmed(segment.slice(from), index + from)
  }
}

function* trimmed(text: string, offset: number): Generator<Span> {
  if (text.trim() === "") return
  yield {
    start: offset + text.length - text.trimStart().length,
    end: offset + text.trimEnd().length
  }
}

/** The segmenter takes no sentence to begin with digits: "in 1990. 5 people", "the old harbour. 40 men". */
const beforeDigits = /(?<=(?:\p{L}{5}|\d{4})[.!?]["”’)]?)\s+(?=\d+ \p{Ll})/gu

/** The texts of the sentences of a paragraph. */
export const splitSentences = (paragraph: string): ReadonlyArray<string> =>
  sentenceSpans(paragraph).map(({ end, start }) => paragraph.slice(start, end))

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" })

/** Only this much around a break decides about it. */
const contextLength = 60

const isBoundary = (paragraph: string, { end, start }: Span, nextStart: number): boolean => {
  const from = Math.max(start, end - contextLength)
  const last = paragraph.slice(from, end)
  const next = paragraph.slice(nextStart, nextStart + contextLength)
  if (/^(?:[\p{Ll},;:)\]&]|[–—-] ?\p{Ll})/u.test(next)) return false
  const isFragment = from === start && !/\s\S+\s/.test(last)
  if ((!isFragment && labelled.test(last)) || (loneCapital.test(last) && opener.test(next)))
    return true
  if (era.test(last)) return from > start || !introduction.test(last) || opener.test(next)
  if (timeOfDay.test(last)) return !/^(?:\d|[(])/.test(next) && !dateOrZone.test(next)
  if (beforeName.test(last)) return false
  if (spacedLetter.test(last) && /^(?:\p{Lu}|Chr|Gr)\./u.test(next)) return false
  if (beforeNumber.test(last)) return !/^(?:\d|[IVX]+\b)/.test(next) && !dateOrZone.test(next)
  if (ordinal.test(last)) return !afterOrdinal.test(next)
  return !insideOrAtEnd.test(last) || opener.test(next)
}

const abbreviations = (words: string): RegExp =>
  new RegExp(`(?:^|[\\s("“‘'/-])(?:${words.trim().split(/\s+/).join("|")})\\.$`)

/** Titles, ranks and words that something always follows; and initials. */
const beforeName = abbreviations(`
  Dr Drs Mr Mrs Ms Mx Messrs Prof Sr Sra Srta Mt Ft Fr Msgr Mgr Mme Mlle Hr Frl Ing Dipl
  Gen Adm Brig Maj Col Lt Capt Cmdr Cdr Comdr Sgt Cpl Pvt Pfc Ens Insp Supt Det Cllr Const
  Wm Chas Geo Jas Jos Thos Robt Benj Edw Saml
  Sen Rep Gov Pres Amb Atty Hon Rev Rt Revd Ven Sec Treas Asst Assoc Dir Ret
  vs v [Vv]iz [Cc]f [Cc]a [Aa]pprox [Ii]ncl [Ee]xcl [Ee]sp [Rr]esp [Ff]eat [Pp]rod [Aa]rr [Tt]rans
  e\\.\\s?g i\\.\\s?e z\\.\\s?B d\\.\\s?h u\\.\\s?a bzw [Vv]gl [Nn]r p\\.\\s?ex [A-Z] [A-Z]\\.-[A-Z]
`)

/** The first half of "z. B.", "u. A.", "n. Chr." and "d. Gr.". */
const spacedLetter = /(?:^|\s)[dnsuvz]\.$/

const beforeNumber = abbreviations(`
  Jan Feb Mar Apr Jun Jul Aug Sept? Oct Nov Dec Mon Tues? Wed Thurs? Thu Fri Sat Sun
  [Nn]o [Nn]os [Vv]ol [Cc]h [Ff]ig [Ff]igs [Ee]q [Pp]p? [Aa]rt op [Pp]ar [Aa]pp [Tt]ab [Ll]l? [Cc]ol [Bb]k
  al Abs Bd Kap (?:[A-ZÄÖÜ][a-zäöüß]*s|S)tr
`)

/** Abbreviations that can end a sentence: then what follows begins like one. */
const insideOrAtEnd = new RegExp(
  `${
    abbreviations(`
  Inc Ltd Co Corp Jr Bros Dept Univ Assn Est Ave Blvd Rd Sq Hwy Pkwy Ln Ct Apt Bldg Rm Esq St Ste deg [Ee]d [Ee]ds Tsd Mio Mrd
  (?:[A-Za-z]\\.)+[A-Za-z]
`).source
  }|(?:^|\\s)(?:Yahoo|Jeopardy|Joomla|Kahoot|Oklahoma|Yum|Airplane|Mamma Mia)!$`
)

/** "Vitamin C." and "plan B." end a sentence; "by C." does not. */
const labelled =
  /\b(?:vitamins?|plan|hepatitis|type|grade|class|group|category|appendix|section|part|exhibit|option|team|model|version|phase|level|point|letter|note|key|schedule|factor|zone|gate|platform|block|building|room|side|coenzyme|influenza|generation|blood type) [A-Z]\.$/i

/** "World War I. The", "than I. They", "got an A. She". */
const loneCapital = /(?<!\p{L})(?:\p{L}+ [IVX]|[Aa]n? [A-Z])\.$/u

const era = /\d (?:A\.\s?D|B\.\s?C|C\.\s?E|B\.\s?C\.\s?E)\.$/

/** "In 410 A.D. Rome fell": the year belongs to what follows. */
const introduction =
  /^["“]?(?:In|By|Around|About|Circa|Since|From|Until|Before|After|During|Early in|Late in)(?: \S+){1,4}$/

const timeOfDay = /\d ?[ap]\.\s?m\.$/i

const dateOrZone =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|^(?:[ECMP][SD]?T|GMT|UTC|CET|Eastern|Central|Pacific|Mountain)\b/

/** German ordinals: "3. Oktober", "19. Jahrhundert". */
const ordinal = /(?:^|\s)\d{1,2}\.$/

const afterOrdinal =
  /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhunderts?|Jh|Auflage|Kapitel|Klasse|Stock|Weltkrieg|Platz|Tag|Mal|Runde|Liga|Bundesliga|FC|Symphonie|Sinfonie)\b/

const opener =
  /^["'“‘(]?(?:The|An?|It|Its|In|On|At|By|For|From|He|She|His|Her|They|Their|We|Our|You|I|But|And|So|This|That|These|Those|There|After|Before|When|While|As|If|Since|With|Now|Then|Most|Some|Many|One|No|Not|Nobody|Only|Even|Today|Later|What|Why|How|Who|Der|Die|Das|Ein|Eine|Er|Sie|Es|Wir|Ich|Im|Am|Dann|Doch|Aber|Und|Nach|Seit)\b/
