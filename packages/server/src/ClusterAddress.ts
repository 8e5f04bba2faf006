import { createServer } from "node:net"
import { Effect } from "effect"
import type { Settings } from "./Settings.ts"

/** Where the other nodes reach this one; a free port of this machine where none was named. */
export const choose = Effect.fn("ClusterAddress.choose")(function* (settings: Settings) {
  const host = settings.clusterHost
  const port = settings.clusterPort === 0 ? yield* freePort(host) : settings.clusterPort
  return { host, port }
})

/** A port that was free a moment ago: the engine has to know it before it listens. */
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
