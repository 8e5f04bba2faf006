import type { HttpServerRequest } from "effect/http"

/**
 * Whether a request comes from a page of this server, or from a program that is no browser and sends no
 * `Origin`. Browsers let any page open a WebSocket to any server, and post to it; only the server can
 * refuse.
 */
export const isSameOrigin = ({
  headers: { host, origin }
}: Pick<HttpServerRequest.HttpServerRequest, "headers">): boolean => {
  if (origin === undefined) return true
  const page = URL.parse(origin)?.host ?? ""
  return page !== "" && page === URL.parse(`http://${host}`)?.host
}
