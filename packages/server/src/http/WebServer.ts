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
import * as Drain from "./Drain.ts"
import * as Gate from "./Gate.ts"
import * as Media from "./Media.ts"
import { Readiness } from "./Readiness.ts"
import * as RestApi from "./RestApi.ts"
import * as Site from "./Site.ts"

/** The sockets of the page: what it says and hears, and the sound, which never waits for the rest. */
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

/** Everything that a browser or a program can ask this server for. */
const RoutesLayer = Layer.mergeAll(
  SocketsLayer,
  RestApi.layer,
  Media.layer,
  LibrarySite.routes(libraryMount),
  Site.layer(webRoot),
  Gate.layer,
  Drain.middleware
).pipe(Layer.provide([Readiness.layer, NodeHttpServer.layerHttpServices]))

/**
 * Answers at `listener`, which is opened last: what comes in before there is an answer would hang,
 * and a page that waits for the server to come back tries all the time.
 */
export const layer = <E, R>(listener: Layer.Layer<HttpServer.HttpServer, E, R>) =>
  Layer.unwrap(
    Effect.map(HttpRouter.toHttpEffect(RoutesLayer), (answer) =>
      LastLayer.pipe(Layer.provideMerge(HttpServer.serve(answer)), Layer.provideMerge(listener))
    )
  )

/** What ends first. */
const LastLayer = Layer.effectDiscard(Effect.acquireRelease(Drain.Drain, (drain) => drain.run))
