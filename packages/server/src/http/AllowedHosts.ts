import { isIP } from "node:net"
import { Context, Schema } from "effect"

/** A host name without a port, such as `casts.example`. */
export const HostName = Schema.String.check(
  Schema.isMaxLength(253),
  Schema.isPattern(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i)
)

/** The names that this server has besides `localhost` and its addresses. */
export const PublicHosts = Context.Reference<ReadonlyArray<string>>(
  "@aethercast/server/http/PublicHosts",
  { defaultValue: () => [] }
)

/**
 * Whether a `Host` header names this server. A page of another site can have its own name resolve to
 * this machine (DNS rebinding): then its requests have the same origin as the page, and only their
 * `Host` tells them apart. An address in the header was not resolved by anybody.
 */
export const isAllowedHost = (
  header: string | undefined,
  publicHosts: ReadonlyArray<string>
): boolean => {
  // Only HTTP/1.0 may leave it out. Balancers speak that, browsers do not.
  if (header === undefined) return true
  const name = nameIn(header)
  if (name === undefined) return false
  return (
    name === "localhost" ||
    isIP(name.replace(/^\[|\]$/g, "")) !== 0 ||
    publicHosts.some((known) => known.toLowerCase() === name)
  )
}

/** The name or address in a `Host` header, in lower case; `undefined` when there is more than a port beside it. */
const nameIn = (header: string): string | undefined => {
  const url = URL.parse(`http://${header}`)
  return url !== null && url.href === `http://${url.host}/`
    ? url.hostname.replace(/\.$/, "")
    : undefined
}
