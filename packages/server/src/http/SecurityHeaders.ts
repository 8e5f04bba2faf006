import { HttpServerResponse } from "effect/http"

/** `'self'` covers WebSockets of the same host and port, too (CSP Level 3, section 6.7.2.8). */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'"
].join("; ")

/**
 * Adds the headers that restrict what a browser does with the response, unless it has its own. `sockets`
 * are origins of other servers that the page may open WebSockets to.
 */
export const addSecurityHeaders = (
  response: HttpServerResponse.HttpServerResponse,
  sockets: ReadonlyArray<string> = []
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setHeaders(response, {
    "content-security-policy":
      sockets.length === 0
        ? contentSecurityPolicy
        : `${contentSecurityPolicy}; connect-src 'self' ${sockets.join(" ")}`,
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
