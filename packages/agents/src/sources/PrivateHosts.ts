import { Context } from "effect"

/**
 * Hosts that may have a private address because the operator allows them by name: `name` for the usual
 * ports, or `name:port` for that port alone.
 */
export type PrivateHosts = ReadonlySet<string>

/** Whether the operator allows the host of an address, on its port. */
export const isPrivateHost = (allowed: PrivateHosts, address: string): boolean =>
  allowed.size > 0 && URL.canParse(address) && allowed.has(new URL(address).host.replace(/\.$/, ""))

/** What this server's operator allows. */
export const AllowedPrivateHosts = Context.Reference<PrivateHosts>(
  "@aethercast/agents/sources/AllowedPrivateHosts",
  { defaultValue: () => new Set() }
)
