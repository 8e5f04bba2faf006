import { HttpServerResponse } from "effect/http"

/** `'self'` covers the WebSockets of the same host and port, too (CSP Level 3, section 6.7.2.8). */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'"
].join("; ")

/** The response with what keeps a browser strict; what it says for itself stays. */
export const secured = (
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setHeaders(response, {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    // Not `no-referrer`: that takes the origin away from a page's own posts.
    "referrer-policy": "same-origin",
    ...response.headers
  })
