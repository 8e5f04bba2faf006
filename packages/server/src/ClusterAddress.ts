import { createServer } from "node:net"
import * as Tls from "@aethercast/cluster/Tls"
import { Effect, Option } from "effect"
import { BadUsage } from "./Usage.ts"
import { knownRoles, type Settings } from "./Settings.ts"

/**
 * The options of this node in the cluster, with a free port if none is set. Fails with `BadUsage` when
 * the certificate is not valid for the address.
 */
export const choose = Effect.fn("ClusterAddress.choose")(function* (settings: Settings) {
  const host = settings.clusterHost
  const port = settings.clusterPort === 0 ? yield* freePort(host) : settings.clusterPort
  const { roles } = settings
  if (Option.isNone(settings.tls)) return { host, port, roles, knownRoles }
  const tls = yield* Tls.read(settings.tls.value, host).pipe(
    Effect.mapError(({ message }) => new BadUsage({ problem: message }))
  )
  return { host, port, roles, knownRoles, tls }
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
