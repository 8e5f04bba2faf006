import { randomUUID } from "node:crypto"
import { isIP, isIPv4, isIPv6 } from "node:net"
import { Effect, Option } from "effect"
import { Headers, HttpServerRequest } from "effect/http"
import type { IsTrustedProxy } from "./TrustedProxies.ts"

/**
 * Middleware that gives each request the address of its client, also behind trusted proxies. It has to
 * run before all others.
 */
export const middleware =
  (isTrusted: IsTrustedProxy) =>
  <A, E, R>(handled: Effect.Effect<A, E, R | HttpServerRequest.HttpServerRequest>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const address = clientAddress(request, isTrusted)
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

/**
 * The address from which a request reached the first trusted proxy. Each proxy appends to
 * `X-Forwarded-For` the address that it was called from, so that an entry is to be believed if all
 * proxies after it are trusted; a client can have sent the others. `Forwarded` (RFC 7239) is not read:
 * a proxy that knows only the one header passes on whatever a client wrote into the other.
 */
export const clientAddress = (
  {
    headers,
    remoteAddress
  }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "remoteAddress">,
  isTrusted: IsTrustedProxy
): string => {
  let address = Option.getOrElse(remoteAddress, () => "")
  for (const entry of (headers["x-forwarded-for"] ?? "").split(",").toReversed()) {
    const before = withoutPort(entry.trim())
    if (!isTrusted(address) || isIP(before) === 0) break
    address = before
  }
  return address
}

/** Some proxies add the port of the client: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (entry: string): string =>
  /^\[([0-9a-f:.]{2,45})\](?::\d{1,5})?$/i.exec(entry)?.[1] ??
  /^([\d.]{7,15}):\d{1,5}$/.exec(entry)?.[1] ??
  entry

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
