import type { HttpServerRequest } from "effect/http"

/**
 * Whether a request comes from a page of this very server, or from no page at all: a program that is
 * no browser sends no `Origin`. Browsers let any page open a WebSocket to any server, and post without
 * asking; only the server can refuse.
 */
export const sameOrigin = ({
  headers: { host, origin }
}: Pick<HttpServerRequest.HttpServerRequest, "headers">): boolean => {
  if (origin === undefined) return true
  const page = URL.parse(origin)?.host ?? ""
  return page !== "" && page === URL.parse(`http://${host}`)?.host
}
