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
