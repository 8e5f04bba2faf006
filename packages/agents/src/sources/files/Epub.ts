import { Effect, Result } from "effect"
import type { Unzipped } from "fflate"
import { expandEmptyElements, fragmentBlocks } from "../html/HtmlBlocks.ts"
import { attribute, descendants, type Element, parsePage, textOf } from "../html/HtmlTree.ts"
import { decodeText } from "../TextDecoding.ts"
import { openArchive } from "./Archive.ts"
import { UnreadableFile } from "./FileContent.ts"

/** The title and the chapters of an EPUB (EPUB 3.3), in the order of its spine; at most 1,000 files. */
export const epubContent = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const files = yield* Effect.fromResult(openArchive(bytes, isText))
  if (isProtected(files)) {
    return yield* new UnreadableFile({ reason: "it is protected against copying" })
  }
  const root = xml(files, "META-INF/container.xml").find(named("rootfile"))
  const path = root === undefined ? undefined : attribute(root, "full-path")
  const packaged = path === undefined ? [] : xml(files, path)
  if (path === undefined || packaged.length === 0) {
    return yield* new UnreadableFile({ reason: "it is not an EPUB" })
  }
  const title = packaged.find(named("dc:title"))
  const chapters = spineOf(packaged).map((href) => resolvePath(path, href))
  return {
    title: title === undefined ? "" : textOf(title),
    blocks: chapters
      .slice(0, 1000)
      .flatMap((name) =>
        Result.getOrElse(fragmentBlocks(textOfFile(files, name), "http://book.invalid/"), () => [])
      )
  }
})

const isText = (name: string): boolean =>
  /\.(?:x?html?|xml|opf)$/i.test(name) || name === "META-INF/encryption.xml"

/** Fonts may be obfuscated; a book whose text is encrypted cannot be read. */
const isProtected = (files: Unzipped): boolean =>
  xml(files, "META-INF/encryption.xml").some(
    (element) =>
      element.tagName.endsWith("cipherreference") &&
      /\.(?:x?html?|xml)$/i.test(attribute(element, "uri") ?? "")
  )

/** The files that are read one after the other; the table of contents is not. */
const spineOf = (packaged: ReadonlyArray<Element>): ReadonlyArray<string> => {
  const items = new Map(
    packaged
      .filter(named("item"))
      .filter((item) => !/\bnav\b/.test(attribute(item, "properties") ?? ""))
      .map((item) => [attribute(item, "id") ?? "", attribute(item, "href") ?? ""])
  )
  return packaged.filter(named("itemref")).flatMap((item) => {
    const href = items.get(attribute(item, "idref") ?? "")
    return href === undefined || attribute(item, "linear") === "no" ? [] : [href]
  })
}

const named =
  (name: string) =>
  (element: Element): boolean =>
    element.tagName === name || element.tagName.endsWith(`:${name}`)

/** The elements of an XML file; names are in lower case, which is enough for the files of an EPUB. */
const xml = (files: Unzipped, name: string): ReadonlyArray<Element> => {
  const root = parsePage(expandEmptyElements(textOfFile(files, name)))
  return Result.isSuccess(root) ? [...descendants(root.success)] : []
}

const textOfFile = (files: Unzipped, name: string): string => {
  const file = files[name]
  return file === undefined ? "" : Result.getOrElse(decodeText(file, undefined, "xml"), () => "")
}

const resolvePath = (from: string, href: string): string =>
  URL.canParse(href, `http://book.invalid/${from}`)
    ? decodeURIComponent(new URL(href, `http://book.invalid/${from}`).pathname.slice(1))
    : ""
