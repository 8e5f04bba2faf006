import { Option, Result, Schema } from "effect"
import * as IpNetwork from "effect/net/IpNetwork"
import * as NetAddress from "effect/net/NetAddress"

/** Where reverse proxies are: a network such as `10.1.0.0/16`, or one address. */
export const ProxyNetwork = Schema.String.check(
  Schema.makeFilter((text) => Result.isSuccess(networkFromString(text)))
)

/** Whether an address is that of a trusted proxy. */
export type IsTrustedProxy = (address: string) => boolean

export const make = (networks: ReadonlyArray<string>): IsTrustedProxy => {
  const known = networks.map((text) => Result.getOrThrow(networkFromString(text)))
  return (text) => {
    const address = addressFromString(text)
    return (
      Option.isSome(address) && known.some((network) => IpNetwork.contains(network, address.value))
    )
  }
}

const networkFromString = (text: string) =>
  text.includes("/")
    ? IpNetwork.fromString(text)
    : Result.map(NetAddress.ipFromString(text), (address) =>
        IpNetwork.makeUnsafe(address, NetAddress.width(address))
      )

/** A socket that listens for both families reports IPv4 addresses as IPv6 ones. */
const addressFromString = (text: string): Option.Option<NetAddress.IpAddress> =>
  Option.map(Result.getSuccess(NetAddress.ipFromString(text)), (address) =>
    NetAddress.isIpv6Address(address)
      ? Option.getOrElse(NetAddress.fromIpv4Mapped(address), () => address)
      : address
  )
