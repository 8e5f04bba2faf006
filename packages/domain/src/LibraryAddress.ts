/**
 * The site that the library stands on. Its addresses are identities: the same on every node and
 * after every restart, whatever port the site listens on. The name is reserved for private use by
 * ICANN (2024) and is never looked up.
 */
export const libraryOrigin = "http://library.internal"

/** Path at which the server offers the library's site to browsers. */
export const libraryMount = "/library"

/**
 * Where a listener's browser can open a source: a document of the library under the server's own
 * address, anything else as it is.
 */
export const browserUrl = (url: string): string =>
  url.startsWith(`${libraryOrigin}/`) ? libraryMount + url.slice(libraryOrigin.length) : url
