import type { Paragraph, Reference } from "./Article.ts"
import { cleanText, shorten } from "./CleanText.ts"

/** A piece of a document in reading order. Its text may still hold hidden characters. */
export interface Block {
  readonly kind: "heading" | "text"
  readonly text: string
  readonly links: ReadonlyArray<Reference>
}

/** The prose of a document as plain data, bounded in size, ready to cross from a worker. */
export interface ProseFields {
  readonly title: string
  readonly paragraphs: ReadonlyArray<Paragraph>
  readonly references: ReadonlyArray<Reference>
}

/**
 * Gives each paragraph its heading. What stands under "Sources" or a like heading is not prose: its
 * links are the references. The first heading is the title when the document names no other, and a
 * by-line is left out.
 */
export const assemble = (blocks: Iterable<Block>, title: string): ProseFields => {
  const paragraphs: Array<Paragraph> = []
  const references = new Map<string, Reference>()
  let named = cleanText(title)
  let heading = ""
  let length = 0
  for (const block of blocks) {
    const text = cleanText(block.text)
    if (block.kind === "heading") {
      if (named === "") named = text
      heading = text === named && paragraphs.length === 0 ? "" : shorten(text, 200)
    } else if (isReferences(heading)) {
      for (const link of block.links) addReference(references, link)
    } else if (isProse(text) && !(paragraphs.length === 0 && byline.test(text))) {
      const room = Math.min(20_000, maxCharacters - length)
      if (room <= 0 || paragraphs.length === maxParagraphs) break
      paragraphs.push({ heading, text: shorten(text, room) })
      length += text.length
    }
  }
  return { title: shorten(named, 300), paragraphs, references: [...references.values()] }
}

/** Whether a heading announces the references of a document instead of more prose. */
export const isReferences = (heading: string): boolean =>
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
