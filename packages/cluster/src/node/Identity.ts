import { Effect, Schema } from "effect"
import type { ClusterSecret } from "./ClusterSecret.ts"
import { isLoopback } from "./Loopback.ts"
import { mayServe } from "./Rights.ts"
import type { Role } from "./Role.ts"
import type { Tls } from "./Tls.ts"

/** How a process proves to the nodes of a cluster that it belongs to it. */
export type Identity = ClusterSecret | Tls

/** The identity is not for the node's address or roles. */
export class IdentityUnusable extends Schema.TaggedError<IdentityUnusable>()("IdentityUnusable", {
  problem: Schema.String
}) {
  override get message() {
    return this.problem
  }
}

/**
 * Fails unless a node may listen at `host` and take `roles` with the identity: a secret authenticates
 * processes, but encrypts nothing, so that it is only for the addresses of one machine.
 */
export const check = Effect.fn("Identity.check")(function* (
  identity: Identity,
  node: { readonly host: string; readonly roles: ReadonlyArray<Role> }
) {
  if (identity._tag === "ClusterSecret" && !isLoopback(node.host)) {
    return yield* new IdentityUnusable({
      problem: `Nodes talk to each other at ${node.host}, where others can listen: give every node a certificate (--cluster-cert, --cluster-key and --cluster-ca), or keep to 127.0.0.1.`
    })
  }
  const denied = node.roles.filter((role) => !mayServe(identity.rights, role))
  if (denied.length > 0) {
    return yield* new IdentityUnusable({
      problem: `The ${names[identity._tag]} of this node does not allow the role ${denied.join(", ")}: it is for ${String(identity.rights)}.`
    })
  }
})

const names = { ClusterSecret: "secret", Tls: "certificate" } as const
