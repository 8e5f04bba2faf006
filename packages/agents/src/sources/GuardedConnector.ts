import dns from "node:dns"
import type { LookupFunction } from "node:net"
import { buildConnector } from "@effect/platform-node/Undici"
import type { Option } from "effect"
import { isPrivateHost, type PrivateHosts } from "./PrivateHosts.ts"
import { isIpLiteral, isPublicAddress } from "./PublicAddress.ts"

export interface GuardOptions {
  /** Ports on 127.0.0.1 by the origin that stands for them, such as `http://library.internal`. */
  readonly local: ReadonlyMap<string, number>
  /** Hosts that may be private, by the operator. */
  readonly privateHosts?: PrivateHosts
  /** How the operator can be reached, for the User-Agent: an address of the web or of mail. */
  readonly contact?: Option.Option<string>
  /** For tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction
}

/** The error of a refused connection. */
export const refusal = new Error("it is not a public address")

/**
 * A connector that opens sockets to globally routable addresses on ports 80 and 443 only, and to the
 * private hosts that the operator allows by name. It checks the host as written, every address that it
 * resolves to, and the peer of the connected socket, so DNS rebinding gains nothing.
 */
export const guardedConnector = ({
  local,
  lookup = dns.lookup,
  privateHosts = new Set()
}: GuardOptions): buildConnector.connector => {
  // HTTP/2 would multiplex many requests over one connection, past the limit per origin.
  const options = { timeout: 5000, allowH2: false } as const
  const connect = buildConnector({ ...options, lookup: publicOnly(lookup) })
  const connectPrivate = buildConnector({ ...options, lookup })
  return (target, done) => {
    if (isPrivateHost(privateHosts, `${target.protocol}//${target.host}`)) {
      connectPrivate(target, done)
      return
    }
    const port = local.get(`${target.protocol}//${target.host}`)
    if (port !== undefined) {
      connect({ ...target, hostname: "127.0.0.1", port: String(port) }, done)
      return
    }
    const host = target.hostname.replace(/^\[|\]$/g, "")
    // undici does not look up IP literals, so they are checked here.
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

/** One private address refuses the whole answer, because the caller chooses which address is used. */
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
