/**
 * Hosts that may have a private address because the operator allows them by name: `name` for the usual
 * ports, or `name:port` for that port alone.
 */
export type PrivateHosts = ReadonlySet<string>

/** Whether the operator allows the host of an address, on its port. */
export const isPrivateHost = (allowed: PrivateHosts, address: string): boolean =>
  allowed.size > 0 && URL.canParse(address) && allowed.has(new URL(address).host.replace(/\.$/, ""))
