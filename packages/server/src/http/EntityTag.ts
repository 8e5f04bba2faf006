import { createHash } from "node:crypto"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"

/** A strong entity tag: the same content has the same tag on every node. */
export const of = (...content: ReadonlyArray<string | Uint8Array>): string => {
  const hash = createHash("sha256")
  for (const piece of content) hash.update(piece)
  return `"${hash.digest("hex").slice(0, 32)}"`
}

/** The response with the tag, or 304 when the client has this version (RFC 9110, section 13.1.2). */
export const tagged = (
  request: HttpServerRequest.HttpServerRequest,
  tag: string,
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse => {
  const answer = HttpServerResponse.setHeader(response, "etag", tag)
  if (!isKnown(request.headers["if-none-match"], tag)) return answer
  const { "content-length": _length, "content-type": _type, ...headers } = answer.headers
  return HttpServerResponse.empty({ status: 304, headers })
}

const isKnown = (header: string | undefined, tag: string): boolean =>
  header?.trim() === "*" ||
  (header ?? "").split(",").some((known) => known.trim().replace(/^W\//, "") === tag)
