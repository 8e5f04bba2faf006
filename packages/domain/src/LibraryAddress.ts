import { documentIdOf } from "./ListenerDocument.ts"
import type { PassageId, Source } from "./Source.ts"

/**
 * Origin of the library's documents. Their URLs are identities: the same on every node and after
 * every restart, whatever port the library is served on. ICANN reserved `.internal` for private use
 * (2024); the name is never resolved.
 */
export const libraryOrigin = "http://library.internal"

/** Path at which the server serves the library to browsers. */
export const libraryMount = "/library"

/** Path at which the server shows listeners their own documents. */
export const documentMount = "/documents"

/**
 * The URL at which a browser can open a source: a path on the server for a document of the library or
 * of a listener.
 */
export const browserUrl = (url: string): string => {
  const documentId = documentIdOf(url)
  if (documentId !== undefined) return `${documentMount}/${documentId}`
  return url.startsWith(`${libraryOrigin}/`) ? libraryMount + url.slice(libraryOrigin.length) : url
}

/** Path at which the server shows documents of the library with their passages. */
export const readerMount = "/read"

/** The id of a passage on that page. */
export const passageAnchor = (position: number): string => `p${position}`

/**
 * Where a citation leads: the page of a document of the library or of a listener, at the first of
 * `passages` that is of this source; for any other source, its own URL.
 */
export const citationUrl = (
  { id, url }: Pick<Source, "id" | "url">,
  passages: ReadonlyArray<PassageId> = []
): string => {
  const page = pageOf(url)
  if (page === undefined) return url
  const cited = passages.find((passage) => passage.startsWith(`${id}#`))
  const anchor = cited === undefined ? "" : `#${passageAnchor(Number(cited.slice(id.length + 1)))}`
  return page + anchor
}

/** The page on this server that shows a document with its passages. */
const pageOf = (url: string): string | undefined => {
  if (url.startsWith(`${libraryOrigin}/`)) return readerMount + url.slice(libraryOrigin.length)
  return documentIdOf(url) === undefined ? undefined : browserUrl(url)
}
