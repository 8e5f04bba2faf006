import { Result } from "effect"
import { isPrivateHost, type PrivateHosts } from "./PrivateHosts.ts"
import { isIpLiteral, isPublicAddress } from "./PublicAddress.ts"

/**
 * The address that a listener, or a document from the web, names as something to read; or why it
 * cannot be on the public web. Names that only a local network resolves are refused, unless the operator
 * allows them, and so is the library's own origin. What a public name resolves to is checked when it is
 * connected to.
 */
export const listenerAddress = (
  text: string,
  privateHosts: PrivateHosts = new Set()
): Result.Result<string, string> => {
  if (!URL.canParse(text)) return Result.fail("it is not an address")
  const { host, hostname, href, password, protocol, username } = new URL(text)
  if (protocol !== "http:" && protocol !== "https:") {
    return Result.fail("it is not an http address")
  }
  if (href.length > 2048) return Result.fail("it is too long")
  if (username !== "" || password !== "") return Result.fail("it carries credentials")
  if (isPrivateHost(privateHosts, href)) return Result.succeed(href)
  if (!/^(?:[^:]+|\[[^\]]+\])(?::(?:80|443))?$/.test(host))
    return Result.fail("its port is unusual")
  const name = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "")
  const isPublic = isIpLiteral(name) ? isPublicAddress(name) : !isLocalName(name)
  return isPublic ? Result.succeed(href) : Result.fail("it is not a public address")
}

/** Names that are not delegated in the DNS (RFC 6761, 6762, 8375; `internal` by ICANN). */
const isLocalName = (name: string): boolean =>
  !name.includes(".") || localDomain.test(name) || name.endsWith(".home.arpa")

const localDomain = /\.(?:internal|local|localhost|localdomain|lan|intranet|corp|home|private)$/
