import type { PassageId, Source } from "./Source.ts"

/**
 * Origin of the library's documents. Their URLs are identities: the same on every node and after
 * every restart, whatever port the library is served on. ICANN reserved `.internal` for private use
 * (2024); the name is never resolved.
 */
export const libraryOrigin = "http://library.internal"

/** Path at which the server serves the library to browsers. */
export const libraryMount = "/library"

/** The URL at which a browser can open a source: a path on the server for a document of the library. */
export const browserUrl = (url: string): string =>
  url.startsWith(`${libraryOrigin}/`) ? libraryMount + url.slice(libraryOrigin.length) : url

/** Path at which the server shows documents of the library with their passages. */
export const readerMount = "/read"

/** The id of a passage on that page. */
export const passageAnchor = (position: number): string => `p${position}`

/**
 * Where a citation leads: the page of a library document, at the first of `passages` that is of this
 * source; for any other source, its own URL.
 */
export const citationUrl = (
  { id, url }: Pick<Source, "id" | "url">,
  passages: ReadonlyArray<PassageId> = []
): string => {
  if (!url.startsWith(`${libraryOrigin}/`)) return url
  const cited = passages.find((passage) => passage.startsWith(`${id}#`))
  const anchor = cited === undefined ? "" : `#${passageAnchor(Number(cited.slice(id.length + 1)))}`
  return readerMount + url.slice(libraryOrigin.length) + anchor
}
