import { randomUUID } from "node:crypto"
import { isIPv4, isIPv6 } from "node:net"
import { Effect, Option } from "effect"
import { Headers, HttpServerRequest } from "effect/http"

/**
 * Middleware that gives each request the address of its client, also behind `proxies` reverse proxies.
 * It has to run before all others.
 */
export const middleware =
  (proxies: number) =>
  <A, E, R>(handled: Effect.Effect<A, E, R | HttpServerRequest.HttpServerRequest>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const address = clientAddress(request, proxies)
      return Effect.provideService(
        handled,
        HttpServerRequest.HttpServerRequest,
        request.modify({
          remoteAddress: Option.some(address),
          headers: Headers.set(request.headers, header, address)
        })
      )
    })

/** The address of the client whose WebSocket a call came over, by the headers of the call. */
export const ofCall = (headers: Headers.Headers): string => headers[header] ?? ""

/**
 * How WebSocket calls learn the address: they have the headers of the request that opened the socket.
 * A call can have headers of its own, so that the name must not be known to its client.
 */
const header = `x-client-address-${randomUUID()}`

/** The last `proxies` entries of `X-Forwarded-For` are by proxies; what comes before can be forged. */
export const clientAddress = (
  {
    headers,
    remoteAddress
  }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "remoteAddress">,
  proxies: number
): string => {
  const peer = Option.getOrElse(remoteAddress, () => "")
  const forwarded = proxies === 0 ? undefined : headers["x-forwarded-for"]?.split(",").at(-proxies)
  return forwarded?.trim().slice(0, 64) || peer
}

/**
 * The network of an address, which one person can have as a whole: an IPv4 address, or the first 64 bits
 * of an IPv6 address, such as `2001:db8:0:1`.
 */
export const networkOf = (address: string): string => {
  const [bare = ""] = address.replace(/^\[|\]$/g, "").split("%")
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  if (!isIPv6(bare)) return bare
  const [head = [], tail = []] = bare
    .split("::")
    .map((part) => (part === "" ? [] : part.split(":")))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0")
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")
}
