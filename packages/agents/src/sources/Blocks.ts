import type { Paragraph, Reference } from "./Article.ts"
import { cleanText, shorten } from "./CleanText.ts"
import { hole } from "./Hole.ts"
import { languageOf } from "./Language.ts"
import { joinedText, quotableSentences, type SentencePlace } from "./Sentences.ts"
import { sentenceSpans } from "./SentenceSplitter.ts"
import { sketchOf } from "./Sketch.ts"

/** A heading or a paragraph of a document. Its text may still contain invisible characters and holes. */
export interface Block {
  readonly kind: "heading" | "text"
  readonly text: string
  readonly links: ReadonlyArray<Reference>
  /** Whether it belongs to a list. */
  readonly isItem: boolean
}

/** The fields of `Prose` as plain data, bounded in size, which a worker can send. */
export interface ProseFields {
  readonly title: string
  readonly paragraphs: ReadonlyArray<Paragraph>
  readonly references: ReadonlyArray<Reference>
  readonly sentences: ReadonlyArray<SentencePlace>
  readonly language: string
  readonly sketch: ReadonlyArray<number>
}

/**
 * Assigns each paragraph its heading. The links of a section of references become the references, its
 * text is dropped. Without a `title` the first heading is the title. A byline is dropped, and so is a
 * sentence with a hole.
 */
export const assemble = (blocks: ReadonlyArray<Block>, title: string): ProseFields => {
  const paragraphs: Array<Paragraph> = []
  const references = new Map<string, Reference>()
  let documentTitle = cleanText(title)
  let characters = 0
  for (const section of sectionsOf(blocks)) {
    const name = cleanText(section.heading.replaceAll(hole, ""))
    if (documentTitle === "") documentTitle = name
    const heading = name === documentTitle && paragraphs.length === 0 ? "" : shorten(name, 200)
    const listed = countReferences(name, section.blocks)
    for (const { links } of section.blocks.slice(0, listed)) {
      for (const link of links) addReference(references, link)
    }
    for (const block of section.blocks.slice(listed)) {
      const text = cleanText(withoutHoles(block.text))
      if (!isProse(text) || (paragraphs.length === 0 && byline.test(text))) continue
      const room = Math.min(20_000, maxCharacters - characters)
      if (room <= 0 || paragraphs.length === maxParagraphs) break
      paragraphs.push({ heading, text: shorten(text, room) })
      characters += text.length
    }
  }
  return {
    title: shorten(documentTitle, 300),
    paragraphs,
    references: [...references.values()],
    sentences: quotableSentences(paragraphs),
    language: languageOf(paragraphs),
    sketch: sketchOf(joinedText(paragraphs))
  }
}

/** Whether a heading usually stands above references instead of prose. */
export const namesReferences = (heading: string): boolean => referencesHeading.test(heading.trim())

/**
 * How many of the first blocks of a section are references: all of them when most of it is not prose,
 * otherwise the list that it begins with. Prose, too, can have such a heading: the sources of a river.
 */
export const countReferences = (heading: string, blocks: ReadonlyArray<Block>): number => {
  if (!namesReferences(heading)) return 0
  const isTold = (block: Block) =>
    block.links.length === 0 && !block.isItem && isNarrative(block.text)
  if (lengthOf(blocks.filter(isTold)) * 2 <= lengthOf(blocks)) return blocks.length
  return Math.max(0, blocks.findIndex(isTold))
}

const referencesHeading =
  /^(?:\d+\.? )?(?:(?:sources?|references?|notes?|footnotes?|endnotes?|bibliography|citations?|works cited|literature(?: cited)?|links|related(?: articles| links)?)(?: (?:and|&) (?:sources|notes|references|further reading|external links|links|literature))?|(?:select )?further reading|external links?|see also|read more|quellen(?:angaben)?|einzelnachweise|literatur|weblinks|fußnoten|anmerkungen|siehe auch|références|notes et références|bibliographie|voir aussi|liens externes|referencias|bibliografía|enlaces externos|véase también|notas|fuentes|riferimenti|bibliografia|collegamenti esterni|voci correlate|fonti|reference|literatura|zdroje|poznámky|odkazy|související články|przypisy|bibliografia|linki zewnętrzne|bronnen|noten|referenser|källor)\s*:?$/i

interface Section {
  readonly heading: string
  readonly blocks: Array<Block>
}

const sectionsOf = (blocks: ReadonlyArray<Block>): ReadonlyArray<Section> => {
  const sections: Array<Section> = [{ heading: "", blocks: [] }]
  for (const block of blocks) {
    if (block.kind === "heading") sections.push({ heading: block.text, blocks: [] })
    else sections.at(-1)?.blocks.push(block)
  }
  return sections
}

const lengthOf = (blocks: ReadonlyArray<Block>): number =>
  blocks.reduce((sum, { text }) => sum + text.trim().length, 0)

/** Whether a paragraph is prose, and not the name of a publication. */
const isNarrative = (text: string): boolean =>
  /[.!?…。！？]["'”’)]*\s*$/.test(text) &&
  (text.match(/\p{L}+/gu)?.length ?? 0) >= 6 &&
  !citation.test(text)

const citation =
  /\(\d{4}[a-z]?\)|\bpp?\. ?\d|\bISBN\b|\bdoi\b|\bvol\. ?\d|\bno\. ?\d|\b[Ee]ds?\.|\bet al\b|^\s*\p{Lu}[\p{L}'-]+, \p{Lu}\.|, \d{4}\.\s*$|\bPress\b|\bVerlag\b|https?:|\b(?:[Rr]etrieved|[Aa]ccessed)\b/u

/** A sentence that lacks a part would say something else. */
export const withoutHoles = (text: string): string => {
  if (!text.includes(hole)) return text
  const clean = text.replace(/\s+/g, " ")
  return sentenceSpans(clean)
    .map(({ end, start }) => clean.slice(start, end))
    .filter((sentence) => !sentence.includes(hole))
    .join(" ")
}

/** About eight hours of speech. */
const maxCharacters = 400_000
const maxParagraphs = 4000
const maxReferences = 100

const byline = /^by [^.!?]{1,100}$/i

const isProse = (text: string): boolean => /\p{L}{2}|[\p{Lo}]/u.test(text)

const addReference = (references: Map<string, Reference>, { title, url }: Reference) => {
  if (references.size === maxReferences || url.length > 2048 || !/^https?:\/\//.test(url)) return
  const name = shorten(cleanText(title), 300)
  if (!references.has(url)) references.set(url, { title: name === "" ? url : name, url })
}
