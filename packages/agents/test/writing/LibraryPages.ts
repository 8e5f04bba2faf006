import { Passage, PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"

/** The documents of a library topic as passages, one heading or paragraph per line. */
export const libraryPages = (topic: string) => {
  const folder = new URL(`../../library/${topic}/`, import.meta.url)
  const pages = readdirSync(folder)
    .filter((name) => /\.(?:md|txt|html)$/.test(name))
    .toSorted()
    .map((name) => page(name, readFileSync(new URL(name, folder), "utf8")))
  return {
    sources: pages.map(({ source }) => source),
    passages: pages.flatMap(({ passages }) => passages)
  }
}

/** A document made of paragraphs and "# headings". */
export const page = (name: string, text: string) => {
  const url = `http://library.internal/${name}`
  const id = SourceId.make(createHash("sha256").update(url).digest("hex").slice(0, 16))
  const lines = (name.endsWith(".html") ? withoutTags(text) : text).split(/\n+/)
  const [title = name, ...rest] = lines.map((line) => line.trim()).filter(Boolean)
  let heading = ""
  let position = 0
  const passages = rest.flatMap((line) => {
    const isHeading = /^#+ /.test(line) || (line.length < 80 && !/[.!?:*)]$|^By |^[-*]/.test(line))
    if (isHeading) heading = line.replace(/^#+ /, "")
    if (isHeading || /^[-*]|^By the /.test(line)) return []
    return splitSentences(line).map(
      (sentence) =>
        new Passage({
          id: PassageId.make(`${id}#${position}`),
          source: id,
          position: position++,
          start: 0,
          heading,
          text: sentence
        })
    )
  })
  const source = new Source({
    id,
    url,
    title: title.replace(/^# /, ""),
    site: "Aethercast library"
  })
  return { source, passages }
}

const withoutTags = (html: string): string =>
  html
    .replace(/\n/g, " ")
    .replace(/<(nav|footer|head)\b.*?<\/\1>|<!doctype[^>]*>/g, "")
    .replace(/<h\d>/g, "\n# ")
    .replace(/<\/(?:h\d|p|li)>/g, "\n")
    .replace(/<[^>]+>/g, "")
    .replace(/&amp;/g, "&")

const splitSentences = (text: string): ReadonlyArray<string> =>
  [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)].map(({ segment }) =>
    segment.trim()
  )
