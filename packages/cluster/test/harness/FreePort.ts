import { createServer } from "node:net"
import { Array, Effect, Random } from "effect"

/** A TCP port of this machine that was free a moment ago. */
export const freePort = Effect.suspend(() => listen(0))

/**
 * The first of `count` ports in a row that were free a moment ago. No system gives them to a connection,
 * so a server that starts again finds its own free.
 */
export const freePorts = (count: number): Effect.Effect<number> =>
  Random.nextIntBetween(10_000, 30_000).pipe(
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
