import { HttpServerResponse } from "effect/http"

/** Other origins that the page may use. */
export interface PageOrigins {
  /** Other servers, for WebSockets. */
  readonly sockets: ReadonlyArray<string>
  /** Where images may be redirected to. */
  readonly images: ReadonlyArray<string>
}

/** `'self'` covers WebSockets of the same host and port, too (CSP Level 3, section 6.7.2.8). */
const contentSecurityPolicy = ({ images, sockets }: PageOrigins): string =>
  [
    "default-src 'self'",
    ["img-src 'self' data: blob:", ...images].join(" "),
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(sockets.length === 0 ? [] : [["connect-src 'self'", ...sockets].join(" ")])
  ].join("; ")

/** Adds the headers that restrict what a browser does with the response, unless it has its own. */
export const addSecurityHeaders = (
  response: HttpServerResponse.HttpServerResponse,
  origins: PageOrigins
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setHeaders(response, {
    "content-security-policy": contentSecurityPolicy(origins),
    // A browser does not show a sandboxed document that asks for an opener policy.
    ...(isSandboxed(response) ? {} : { "cross-origin-opener-policy": "same-origin" }),
    // No page of another site can embed what is served here, and so guess at it.
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    // Not `no-referrer`: with it, a page's own posts would have no origin.
    "referrer-policy": "same-origin",
    ...response.headers
  })

const isSandboxed = ({ headers }: HttpServerResponse.HttpServerResponse): boolean =>
  headers["content-security-policy"]?.includes("sandbox") === true
