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
import { webRoot } from "./Build.ts"
import { Drain } from "./Drain.ts"
import * as DrainMiddleware from "./DrainMiddleware.ts"
import * as Media from "./Media.ts"
import { Readiness } from "./Readiness.ts"
import * as RequestPolicy from "./RequestPolicy.ts"
import * as RestApi from "./RestApi.ts"
import * as Site from "./Site.ts"

/** The page's WebSockets. Audio has one of its own, so that it never waits behind other messages. */
const SocketsLayer = Layer.merge(
  RpcServer.layerHttp({
    group: ListenerRpcs,
    path: "/rpc",
    concurrency: "unbounded",
    disableTracing: true
  }).pipe(Layer.provide(ListenerHandlersLayer)),
  RpcServer.layerHttp({
    group: AudioRpcs,
    path: "/audio",
    concurrency: "unbounded",
    disableTracing: true
  }).pipe(Layer.provide(AudioHandlersLayer))
).pipe(Layer.provide(RpcSerialization.layerSchemaBinary()))

const RoutesLayer = Layer.mergeAll(
  SocketsLayer,
  RestApi.layer,
  Media.layer,
  LibrarySite.routes(libraryMount),
  Site.layer(webRoot),
  RequestPolicy.layer,
  DrainMiddleware.layer
).pipe(Layer.provide([Readiness.layer, NodeHttpServer.layerHttpServices]))

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
