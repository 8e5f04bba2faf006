import { setPriority } from "node:os"
import { NodeWorkerRunner } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { RpcServer } from "effect/rpc"

/**
 * Serves RPCs in the process that `ModelProcess` has started. A process and not a thread: a file that is
 * no model can end the process that its library is in, and the memory is given back when it ends.
 */
export const run = (
  server: Layer.Layer<never, never, RpcServer.Protocol>,
  { priority }: { readonly priority: number }
) => {
  // The server ends its children itself, when its work is done: Ctrl-C reaches all of them.
  process.on("SIGINT", () => {})
  process.on("SIGTERM", () => {})
  process.on("disconnect", () => process.exit())
  setPriority(priority)
  return server.pipe(
    // One after the other: the protocol interrupts the fiber that it is built in when the server closes it.
    Layer.provide(RpcServer.layerProtocolWorkerRunner),
    Layer.provide(NodeWorkerRunner.layer),
    Layer.launch,
    Effect.ensuring(Effect.sync(() => process.exit())),
    Effect.runFork
  )
}
