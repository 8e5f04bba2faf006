import { type ChildProcess, fork } from "node:child_process"
import { NodeWorker } from "@effect/platform-node"
import { type Context, type Duration, Effect, Layer, Schema, type Scope, Stream } from "effect"
import { RpcClient, RpcClientError } from "effect/rpc"

/** The process ended before its answer did, or was killed because nothing came any more. */
export class ModelProcessGone extends Schema.TaggedError<ModelProcessGone>()(
  "ModelProcessGone",
  {}
) {}

export interface Options {
  /** Serves with `ModelWorker`. */
  readonly script: string
  readonly args: ReadonlyArray<string>
  /** How many calls may wait in the process. */
  readonly concurrency: number
  readonly loadLimit: Duration.Input
  /** How long nothing may come of an answer: some heartbeats of the process. */
  readonly silence: Duration.Input
}

/**
 * A model in a child process, which is reached by RPCs. When the process ends, its calls fail, and another
 * one is started a second later, which loads the model for the next call.
 */
export interface ModelProcess {
  readonly protocol: Context.Context<RpcClient.Protocol>
  /** Makes the call that loads the model. The process is killed at `loadLimit`. */
  readonly load: <A, E>(
    call: Effect.Effect<A, E | RpcClientError.RpcClientError>
  ) => Effect.Effect<A, E | ModelProcessGone>
  /** Makes a call that is answered in parts. The process is killed after a `silence`. */
  readonly answer: <A, E>(
    call: Stream.Stream<A, E | RpcClientError.RpcClientError>
  ) => Stream.Stream<A, E | ModelProcessGone>
}

export const start = Effect.fn("ModelProcess.start")(function* ({
  args,
  concurrency,
  loadLimit,
  script,
  silence
}: Options): Effect.fn.Return<ModelProcess, never, Scope.Scope> {
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
  const killed = Effect.andThen(
    Effect.sync(() => child?.kill("SIGKILL")),
    new ModelProcessGone()
  )
  return {
    protocol,
    load: (call) =>
      call.pipe(
        Effect.mapError(orGone),
        Effect.timeoutOrElse({ duration: loadLimit, orElse: () => killed })
      ),
    answer: (call) =>
      call.pipe(
        Stream.mapError(orGone),
        Stream.timeoutOrElse({ duration: silence, orElse: () => Stream.fromEffect(killed) })
      )
  }
})

const orGone = <E>(error: E | RpcClientError.RpcClientError): E | ModelProcessGone =>
  isRpcClientError(error) ? new ModelProcessGone() : error

const isRpcClientError = Schema.is(RpcClientError.RpcClientError)
