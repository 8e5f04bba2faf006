import type { SessionId } from "@aethercast/domain/Session"
import { networkOf } from "../http/ClientAddress.ts"

/** Who orders an episode. */
export interface Caller {
  readonly address: string
  /** Programs have none. */
  readonly session?: SessionId
}

/**
 * On whose account an episode is generated, for fairness, quotas and costs: the listener's session, or
 * the network that a program calls from.
 */
export const tenantOf = ({ address, session }: Caller): string =>
  session ?? `network ${networkOf(address)}`
