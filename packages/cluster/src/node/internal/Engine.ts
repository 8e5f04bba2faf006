import { Layer } from "effect"
import { RunnerHealth, Runners, RunnerServer, Sharding } from "effect/cluster"
import { RpcSerialization, RpcServer } from "effect/rpc"
import type { Identity } from "../Identity.ts"
import { Authorization } from "./Authorization.ts"
import * as AuthorizedRunners from "./AuthorizedRunners.ts"
import * as ClusterDialer from "./ClusterDialer.ts"
import * as ClusterServer from "./ClusterServer.ts"
import { Peers } from "./Peers.ts"
import * as StrictFrames from "./StrictFrames.ts"

/** The engine of a node: its `SocketRunner.layer`, with connections that are authenticated and confined. */
export const nodeLayer = (identity: Identity) =>
  RpcServer.layer(Runners.Rpcs.middleware(Authorization), {
    spanPrefix: "RunnerServer",
    disableTracing: true,
    disableFatalDefects: true
  }).pipe(
    Layer.provide([RunnerServer.layerHandlers, Authorization.layer]),
    Layer.provideMerge(Sharding.layer),
    Layer.provide(RunnerHealth.layerPing),
    Layer.provideMerge(runnersLayer(identity)),
    Layer.provide(
      RpcServer.layerProtocolSocketServer.pipe(
        Layer.provide([StrictFrames.layer, ClusterServer.layer(identity)])
      )
    )
  )

/** The engine of a process that only sends: its `SocketRunner.layerClientOnly`. */
export const clientLayer = (identity: Identity) =>
  Sharding.layer.pipe(
    Layer.provide(RunnerHealth.layerNoop),
    Layer.provideMerge(runnersLayer(identity))
  )

const runnersLayer = (identity: Identity) =>
  AuthorizedRunners.layer.pipe(
    Layer.provide(ClusterDialer.layer(identity)),
    Layer.provide([Peers.layer, RpcSerialization.layerSchemaBinary()])
  )
