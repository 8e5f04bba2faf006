import type { HttpServerRequest } from "effect/http"

/**
 * Whether a request comes from a page of this server or of one of its siblings, which have the same host
 * and other ports, or from a program that is no browser and sends no `Origin`. Browsers let any page open
 * a WebSocket to any server, and post to it; only the server can refuse.
 */
export const isSameOrigin = (
  { headers }: Pick<HttpServerRequest.HttpServerRequest, "headers">,
  siblingPorts: ReadonlyArray<number> = []
): boolean => {
  const { host, origin } = headers
  if (origin === undefined) return true
  const page = URL.parse(origin)
  if (page === null || page.host === "" || host === undefined) return false
  if (!schemesOf(host, headers["x-forwarded-proto"]).includes(page.protocol)) return false
  // The scheme decides which port may be left out.
  const server = URL.parse(`${page.protocol}//${host}`)
  return (
    page.host === server?.host ||
    (page.hostname === server?.hostname && siblingPorts.includes(Number(page.port)))
  )
}

/**
 * The schemes by which a browser can have reached this server. It speaks plain HTTP; a proxy in front of
 * it that speaks TLS says so, or else is the only one whose port can be left out of `https://`. No page
 * of another site can set `X-Forwarded-Proto`.
 */
const schemesOf = (host: string, forwarded: string | undefined): ReadonlyArray<string> => {
  if (forwarded !== undefined) return [`${forwarded.split(",")[0]?.trim().toLowerCase()}:`]
  return /:\d+$/.test(host) ? ["http:"] : ["http:", "https:"]
}
