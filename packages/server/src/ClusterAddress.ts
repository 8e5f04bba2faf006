import { createServer } from "node:net"
import { Effect } from "effect"
import type { Settings } from "./Settings.ts"

/** Where the other nodes reach this one; a free port of this machine where none was named. */
export const choose = Effect.fn("ClusterAddress.choose")(function* (settings: Settings) {
  const port = settings.clusterPort === 0 ? yield* freePort : settings.clusterPort
  return { host: settings.clusterHost, port }
})

/** The system gives its free ports in turn, so that this one stays free for the moment it takes. */
const freePort = Effect.callback<number>((resume) => {
  const probe = createServer()
  probe.listen(0, () => {
    const address = probe.address()
    const port = address !== null && typeof address === "object" ? address.port : 0
    probe.close(() => resume(Effect.succeed(port)))
  })
})
