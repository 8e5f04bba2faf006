import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { Layer } from "effect"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { maxSocketMessageBytes } from "../http/HttpLimits.ts"
import { AudioHandlersLayer } from "../listening/AudioHandlers.ts"
import { ListenerHandlersLayer } from "../listening/ListenerHandlers.ts"
import { CallLimit } from "./CallLimit.ts"

/** A call that fails unexpectedly does not end the other calls of its socket. */
const options = {
  concurrency: "unbounded",
  disableTracing: true,
  disableFatalDefects: true
} as const

/** The page's WebSockets. Audio has one of its own, so that it never waits behind other messages. */
export const layer = Layer.merge(
  RpcServer.layerHttp({
    group: ListenerRpcs.middleware(CallLimit),
    path: "/rpc",
    ...options
  }).pipe(Layer.provide(ListenerHandlersLayer)),
  RpcServer.layerHttp({
    group: AudioRpcs.middleware(CallLimit),
    path: "/audio",
    ...options
  }).pipe(Layer.provide(AudioHandlersLayer))
).pipe(
  Layer.provide([
    CallLimit.layer,
    RpcSerialization.layerSchemaBinary({ maxFrameSize: maxSocketMessageBytes })
  ])
)
