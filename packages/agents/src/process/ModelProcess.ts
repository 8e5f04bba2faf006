import { type ChildProcess, fork } from "node:child_process"
import { NodeWorker } from "@effect/platform-node"
import { type Context, Effect, Layer, type Scope } from "effect"
import { RpcClient } from "effect/rpc"

/** A child process that serves RPCs, and is started again a second after it has ended. */
export interface ModelProcess {
  readonly protocol: Context.Context<RpcClient.Protocol>
  /** SIGKILL: calls that it has not answered fail. */
  readonly kill: Effect.Effect<void>
}

/** Starts a script, which serves with `ModelWorker`; `concurrency` calls may wait in it. */
export const start = Effect.fn("ModelProcess.start")(function* (
  script: string,
  args: ReadonlyArray<string>,
  concurrency: number
): Effect.fn.Return<ModelProcess, never, Scope.Scope> {
  let child: ChildProcess | undefined
  const spawn = () => {
    child = fork(script, [...args], {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"]
    })
    return child
  }
  const protocol = yield* Layer.build(
    RpcClient.layerProtocolWorker({ size: 1, concurrency }).pipe(
      Layer.provide(NodeWorker.layer(spawn))
    )
  ).pipe(Effect.orDie)
  return { protocol, kill: Effect.sync(() => void child?.kill("SIGKILL")) }
})
