import { Layer } from "effect"
import type { Role } from "../node/Role.ts"
import * as AgentHost from "./internal/AgentHost.ts"

/** Hosts the agents of these roles on this node. */
export const layer = (roles: ReadonlyArray<Role>) => {
  const [first, ...rest] = roles.map(AgentHost.layer)
  return rest.reduce((all, one) => Layer.merge(all, one), first ?? Layer.empty)
}
