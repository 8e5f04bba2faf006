import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { libraryMount } from "@aethercast/domain/LibraryAddress"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import * as ListenerSockets from "../sockets/ListenerSockets.ts"
import * as SocketMiddleware from "../sockets/SocketMiddleware.ts"
import { SocketSlots } from "../sockets/SocketSlots.ts"
import type { Settings } from "../Settings.ts"
import { webRoot } from "./Build.ts"
import * as ClientAddress from "./ClientAddress.ts"
import { Drain } from "./Drain.ts"
import * as DrainMiddleware from "./DrainMiddleware.ts"
import * as Feeds from "./Feeds.ts"
import * as Media from "./Media.ts"
import { Readiness } from "./Readiness.ts"
import * as RequestPolicy from "./RequestPolicy.ts"
import * as SiblingServers from "./SiblingServers.ts"
import * as RestApi from "./RestApi.ts"
import * as Site from "./Site.ts"
import * as SourcePage from "./SourcePage.ts"
import * as TrustedProxies from "./TrustedProxies.ts"

const RoutesLayer = Layer.mergeAll(
  ListenerSockets.layer,
  RestApi.layer,
  Media.layer,
  Feeds.layer,
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
export const layer = <E, R>(
  address: Layer.Layer<HttpServer.HttpServer, E, R>,
  { trustedProxies }: Pick<Settings, "trustedProxies">
) =>
  Layer.unwrap(
    Effect.map(HttpRouter.toHttpEffect(RoutesLayer), (routes) =>
      Layer.merge(DrainLayer, SiblingServers.AnnouncementLayer).pipe(
        Layer.provideMerge(
          HttpServer.serve(ClientAddress.middleware(TrustedProxies.make(trustedProxies))(routes))
        ),
        Layer.provideMerge(address)
      )
    )
  )

/** Built last and so released first: the server drains before anything that it needs ends. */
const DrainLayer = Layer.effectDiscard(Effect.acquireRelease(Drain, (drain) => drain.run))
