import { createServer } from "node:net"
import { Array, Effect } from "effect"

/** A TCP port of this machine that was free a moment ago. */
export const freePort = Effect.suspend(() => listen(0))

/** The first of `count` ports in a row that were free a moment ago. */
export const freePorts = (count: number): Effect.Effect<number> =>
  freePort.pipe(
    Effect.tap((first) => Effect.forEach(Array.range(first, first + count - 1), listen)),
    Effect.sandbox,
    Effect.eventually
  )

/** Listens at a port for a moment. */
const listen = (port: number) =>
  Effect.callback<number>((resume) => {
    const probe = createServer()
      .once("error", (error) => resume(Effect.die(error)))
      .listen(port, "127.0.0.1", () => {
        const address = probe.address()
        const chosen = typeof address === "object" && address !== null ? address.port : 0
        probe.close(() => resume(Effect.succeed(chosen)))
      })
  })
