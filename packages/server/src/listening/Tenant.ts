import type { SessionId } from "@aethercast/domain/Session"
import { networkOf } from "../http/ClientAddress.ts"

/** Who orders an episode. */
export interface Caller {
  readonly address: string
  readonly session?: SessionId
  /** Whether the session was made for this order: a program sent none. */
  readonly isNew?: boolean
}

/** Who owns what a caller uploads: the session, also a new one, or the network. */
export const ownerOf = ({ address, session }: Caller): string =>
  session ?? `network ${networkOf(address)}`

/**
 * On whose account an episode is generated, for fairness, quotas and costs: the listener's session, or
 * the network of a program that sends none. New sessions for each order are no way around that.
 */
export const tenantOf = ({ address, isNew = false, session }: Caller): string =>
  session === undefined || isNew ? `network ${networkOf(address)}` : session
