import { createServer } from "node:net"
import * as Identity from "@aethercast/cluster/Identity"
import { Effect } from "effect"
import * as ClusterIdentity from "./ClusterIdentity.ts"
import { BadUsage } from "./Usage.ts"
import { knownRoles, type Settings } from "./Settings.ts"

/**
 * The options of this node in the cluster, with a free port if none is set. Fails with `BadUsage` when
 * its identity is not for its address and roles.
 */
export const choose = Effect.fn("ClusterAddress.choose")(function* (settings: Settings) {
  const host = settings.clusterHost
  const { roles } = settings
  const identity = yield* ClusterIdentity.load(settings, host)
  yield* Effect.mapError(
    Identity.check(identity, { host, roles }),
    ({ problem }) => new BadUsage({ problem })
  )
  const port = settings.clusterPort === 0 ? yield* freePort(host) : settings.clusterPort
  return { host, port, roles, knownRoles, identity }
})

/** A port that is free now: the engine has to know it before it listens. */
const freePort = (host: string) =>
  Effect.callback<number>((resume) => {
    const probe = createServer()
    probe.once("error", (error) => resume(Effect.die(error)))
    probe.listen(0, host, () => {
      const address = probe.address()
      const port = address !== null && typeof address === "object" ? address.port : 0
      probe.close(() => resume(Effect.succeed(port)))
    })
  })
