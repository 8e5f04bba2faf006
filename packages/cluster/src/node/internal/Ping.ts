import { Effect } from "effect"
import { ClusterSchema, Entity, EntityId, type Sharding } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { defaultRole, type Role } from "../Role.ts"
import { shardsPerRole } from "./EngineConfig.ts"

/** An entity on every shard, which only answers. Its ids are `<role>/<anything>`. */
export const entity = Entity.make("Ping", [Rpc.make("Ping")]).annotate(
  ClusterSchema.ShardGroup,
  (id) => id.split("/")[0] ?? defaultRole
)

export const layer = entity.toLayer({ Ping: () => Effect.void })

/** An id on each shard of a role. */
export const oneIdPerShard = (
  sharding: Sharding.Sharding["Service"],
  role: Role
): ReadonlyArray<string> => {
  const ids = new Map<string, string>()
  for (let n = 0; ids.size < shardsPerRole; n++) {
    const id = EntityId.make(`${role}/ping-${n}`)
    ids.set(String(sharding.getShardId(id, role)), id)
  }
  return [...ids.values()]
}
