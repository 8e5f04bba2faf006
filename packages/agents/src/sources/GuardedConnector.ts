import dns from "node:dns"
import type { LookupFunction } from "node:net"
import { buildConnector } from "@effect/platform-node/Undici"
import { isIpLiteral, isPublicAddress } from "./PublicAddress.ts"

export interface GuardOptions {
  /** Ports on 127.0.0.1 by the origin that stands for them, such as `http://library.internal`. */
  readonly local: ReadonlyMap<string, number>
  /** How names are looked up, for tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction
}

/** What a connection is refused with. */
export const refusal = new Error("it is not a public address")

/**
 * A connector that opens sockets to globally routable addresses on ports 80 and 443 only. The host
 * is checked as it is written, each address that it is looked up as, and the peer that the socket
 * ends at, so a name that answers differently the second time gains nothing.
 */
export const guardedConnector = ({
  local,
  lookup = dns.lookup
}: GuardOptions): buildConnector.connector => {
  // HTTP/2 is left out: it would put many requests on one connection, past the limit per origin.
  const connect = buildConnector({
    timeout: 5000,
    allowH2: false,
    lookup: publicOnly(lookup)
  })
  return (target, done) => {
    const port = local.get(`${target.protocol}//${target.host}`)
    if (port !== undefined) {
      connect({ ...target, hostname: "127.0.0.1", port: String(port) }, done)
      return
    }
    const host = target.hostname.replace(/^\[|\]$/g, "")
    // A lookup is skipped for literals (nodejs/undici#2019), so they are checked here.
    const isRefused = isIpLiteral(host) && !isPublicAddress(host)
    if (isRefused || !["", "80", "443"].includes(target.port)) {
      done(refusal, null)
      return
    }
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        done(error, null)
      } else if (isPublicAddress(socket.remoteAddress ?? "")) {
        done(null, socket)
      } else {
        socket.destroy()
        done(refusal, null)
      }
    })
  }
}

/** One private address among the answers refuses them all: which one is used is not ours to say. */
const publicOnly =
  (lookup: LookupFunction): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, answer) => {
      const addresses = typeof answer === "string" ? [{ address: answer, family: 4 }] : answer
      const [first] = addresses ?? []
      if (error !== null) {
        done(error, [])
      } else if (
        first === undefined ||
        addresses.some(({ address }) => !isPublicAddress(address))
      ) {
        done(refusal, [])
      } else if (options.all === true) {
        done(null, addresses)
      } else {
        done(null, first.address, first.family)
      }
    })
