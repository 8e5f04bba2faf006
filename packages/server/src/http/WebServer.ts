import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { libraryMount } from "@aethercast/domain/LibraryAddress"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { AudioHandlersLayer } from "../listening/AudioHandlers.ts"
import { ListenerHandlersLayer } from "../listening/ListenerHandlers.ts"
import { CallLimit } from "../sockets/CallLimit.ts"
import * as SocketMiddleware from "../sockets/SocketMiddleware.ts"
import { SocketSlots } from "../sockets/SocketSlots.ts"
import { webRoot } from "./Build.ts"
import { Drain } from "./Drain.ts"
import * as DrainMiddleware from "./DrainMiddleware.ts"
import { maxSocketMessageBytes } from "./HttpLimits.ts"
import * as Media from "./Media.ts"
import { Readiness } from "./Readiness.ts"
import * as RequestPolicy from "./RequestPolicy.ts"
import * as RestApi from "./RestApi.ts"
import * as Site from "./Site.ts"
import * as SourcePage from "./SourcePage.ts"

/** A call that fails unexpectedly does not end the other calls of its socket. */
const options = {
  concurrency: "unbounded",
  disableTracing: true,
  disableFatalDefects: true
} as const

/** The page's WebSockets. Audio has one of its own, so that it never waits behind other messages. */
const SocketsLayer = Layer.merge(
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

const RoutesLayer = Layer.mergeAll(
  SocketsLayer,
  RestApi.layer,
  Media.layer,
  LibrarySite.routes(libraryMount),
  SourcePage.layer,
  Site.layer(webRoot),
  RequestPolicy.layer,
  SocketMiddleware.layer,
  DrainMiddleware.layer
).pipe(Layer.provide([Readiness.layer, SocketSlots.layer, NodeHttpServer.layerHttpServices]))

/**
 * Serves all routes. `address` is opened last: before the routes are there a request would hang, and
 * pages that reconnect to a restarted server send them all the time.
 */
export const layer = <E, R>(address: Layer.Layer<HttpServer.HttpServer, E, R>) =>
  Layer.unwrap(
    Effect.map(HttpRouter.toHttpEffect(RoutesLayer), (routes) =>
      DrainLayer.pipe(Layer.provideMerge(HttpServer.serve(routes)), Layer.provideMerge(address))
    )
  )

/** Built last and so released first: the server drains before anything that it needs ends. */
const DrainLayer = Layer.effectDiscard(Effect.acquireRelease(Drain, (drain) => drain.run))
