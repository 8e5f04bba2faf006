import { Option, Result } from "effect"
import * as IpNetwork from "effect/net/IpNetwork"
import * as NetAddress from "effect/net/NetAddress"

/**
 * Whether an IP address in text form is globally routable, by the special-purpose registries of
 * IANA (RFC 6890 and its updates). False for anything else, such as names and scoped addresses.
 */
export const isPublicAddress = (text: string): boolean => {
  const parsed = NetAddress.ipFromString(text)
  if (Result.isFailure(parsed)) return false
  const address = NetAddress.isIpv6Address(parsed.success)
    ? Option.getOrElse(NetAddress.fromIpv4Mapped(parsed.success), () => parsed.success)
    : parsed.success
  return NetAddress.isIpv4Address(address)
    ? !specialIpv4.some((network) => IpNetwork.contains(network, address))
    : IpNetwork.contains(globalIpv6, address) &&
        !specialIpv6.some((network) => IpNetwork.contains(network, address))
}

/** Whether the host of a URL is an IP address, with or without brackets. */
export const isIpLiteral = (host: string): boolean =>
  Result.isSuccess(NetAddress.ipFromString(host.replace(/^\[|\]$/g, "").split("%", 1)[0] ?? ""))

const specialIpv4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // The host agent of Azure, which is reachable from every virtual machine there.
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4"
].map(IpNetwork.fromStringUnsafe)

const globalIpv6 = IpNetwork.fromStringUnsafe("2000::/3")

/** Exceptions in 2000::/3: protocol assignments with Teredo, documentation, 6to4, documentation. */
const specialIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map(
  IpNetwork.fromStringUnsafe
)
