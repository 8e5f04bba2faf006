import type { Paragraph, Reference } from "./Article.ts"
import { cleanText, shorten } from "./CleanText.ts"

/** A heading or a paragraph of a document. Its text may still contain invisible characters. */
export interface Block {
  readonly kind: "heading" | "text"
  readonly text: string
  readonly links: ReadonlyArray<Reference>
}

/** The fields of `Prose` as plain data, bounded in size, which a worker can send. */
export interface ProseFields {
  readonly title: string
  readonly paragraphs: ReadonlyArray<Paragraph>
  readonly references: ReadonlyArray<Reference>
}

/**
 * Assigns each paragraph its heading. The links under a heading such as "Sources" become the
 * references, its text is dropped. Without a `title` the first heading is the title. A byline is
 * dropped.
 */
export const assemble = (blocks: Iterable<Block>, title: string): ProseFields => {
  const paragraphs: Array<Paragraph> = []
  const references = new Map<string, Reference>()
  let documentTitle = cleanText(title)
  let heading = ""
  let characters = 0
  for (const block of blocks) {
    const text = cleanText(block.text)
    if (block.kind === "heading") {
      if (documentTitle === "") documentTitle = text
      heading = text === documentTitle && paragraphs.length === 0 ? "" : shorten(text, 200)
    } else if (isReferencesHeading(heading)) {
      for (const link of block.links) addReference(references, link)
    } else if (isProse(text) && !(paragraphs.length === 0 && byline.test(text))) {
      const room = Math.min(20_000, maxCharacters - characters)
      if (room <= 0 || paragraphs.length === maxParagraphs) break
      paragraphs.push({ heading, text: shorten(text, room) })
      characters += text.length
    }
  }
  return { title: shorten(documentTitle, 300), paragraphs, references: [...references.values()] }
}

/** Whether what follows a heading is references instead of prose. */
export const isReferencesHeading = (heading: string): boolean =>
  /^(?:(?:sources?|references?|bibliography|citations?|works cited)(?: and (?:notes|further reading))?|further reading|external links|see also|read more|notes and references)\s*:?$/i.test(
    heading.trim()
  )

/** About eight hours of speech. */
const maxCharacters = 400_000
const maxParagraphs = 4000
const maxReferences = 100

const byline = /^by [^.!?]{1,100}$/i

const isProse = (text: string): boolean => /\p{L}{2}/u.test(text)

const addReference = (references: Map<string, Reference>, { title, url }: Reference) => {
  if (references.size === maxReferences || url.length > 2048 || !/^https?:\/\//.test(url)) return
  const name = shorten(cleanText(title), 300)
  if (!references.has(url)) references.set(url, { title: name === "" ? url : name, url })
}
