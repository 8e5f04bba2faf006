import { Api } from "@aethercast/domain/Api"
import { Layer } from "effect"
import { HttpMethod, HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, OpenApi } from "effect/http-api"
import * as DocsPage from "./DocsPage.ts"
import * as DocumentsApi from "./DocumentsApi.ts"
import * as FollowsApi from "./FollowsApi.ts"
import * as PodcastsApi from "./PodcastsApi.ts"
import * as SchemaErrors from "./SchemaErrors.ts"
import * as SessionApi from "./SessionApi.ts"
import * as SnippetsApi from "./SnippetsApi.ts"
import * as SystemApi from "./SystemApi.ts"

/** 405 for other methods on the paths of the API, and 404 for other paths under `/api`. */
const FallbackLayer = HttpRouter.use((router) =>
  router.addAll([
    ...Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, operations]) =>
      otherMethods(path, Object.keys(operations))
    ),
    ...[...HttpMethod.all].flatMap((method) => (method === "HEAD" ? [] : [notFound(method)]))
  ])
)

const notFound = (method: HttpMethod.HttpMethod) =>
  HttpRouter.route(method, "/api/*", HttpServerResponse.empty({ status: 404 }))

const otherMethods = (path: string, operations: ReadonlyArray<string>) => {
  const declared = operations.map((method) => method.toUpperCase())
  // The router serves HEAD with the GET handler.
  const allowed = declared.includes("GET") ? [...declared, "HEAD"] : declared
  const headers = { allow: allowed.join(", ") }
  return [...HttpMethod.all]
    .filter((method) => !allowed.includes(method))
    .map((method) =>
      HttpRouter.route(method, pattern(path), HttpServerResponse.empty({ status: 405, headers }))
    )
}

/** An OpenAPI path, `/podcasts/{id}`, as a path of the router. */
const pattern = (path: string): HttpRouter.PathInput =>
  `/${path.slice(1).replaceAll(/\{(\w+)\}/g, ":$1")}`

/** The API for programs, its OpenAPI description, and a page with that description. */
export const layer = Layer.mergeAll(
  HttpApiBuilder.layer(Api, { openapiPath: "/api/openapi.json" }),
  DocsPage.layer,
  FallbackLayer
).pipe(
  Layer.provide([
    SnippetsApi.layer,
    PodcastsApi.layer,
    DocumentsApi.layer,
    FollowsApi.layer,
    SessionApi.layer,
    SystemApi.layer
  ]),
  Layer.provide(SchemaErrors.layer)
)
