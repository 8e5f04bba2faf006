import { Api } from "@aethercast/domain/Api"
import { Effect, Layer } from "effect"
import { HttpMethod, HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiSwagger, OpenApi } from "effect/http-api"
import * as PodcastsApi from "./PodcastsApi.ts"
import * as SchemaProblems from "./SchemaProblems.ts"
import * as SnippetsApi from "./SnippetsApi.ts"
import * as SystemApi from "./SystemApi.ts"

/** `/docs` carries its whole script and style in itself, and needs nothing from anywhere else. */
const DocsLayer = HttpApiSwagger.layer(Api, { path: "/docs" }).pipe(
  Layer.provide(
    HttpRouter.middleware((handled) =>
      Effect.map(
        handled,
        HttpServerResponse.setHeader(
          "content-security-policy",
          "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
      )
    ).layer
  )
)

/** Other methods on the paths of the API, and other paths under `/api`, which are no pages of the site. */
const NowhereLayer = HttpRouter.use((router) =>
  router.addAll([
    ...Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, operations]) =>
      otherMethods(path, Object.keys(operations))
    ),
    ...[...HttpMethod.all].flatMap((method) => (method === "HEAD" ? [] : [nowhere(method)]))
  ])
)

const nowhere = (method: HttpMethod.HttpMethod) =>
  HttpRouter.route(method, "/api/*", HttpServerResponse.empty({ status: 404 }))

const otherMethods = (path: string, operations: ReadonlyArray<string>) => {
  const declared = operations.map((method) => method.toUpperCase())
  // The router answers HEAD with what GET answers.
  const allowed = declared.includes("GET") ? [...declared, "HEAD"] : declared
  const headers = { allow: allowed.join(", ") }
  return [...HttpMethod.all]
    .filter((method) => !allowed.includes(method))
    .map((method) =>
      HttpRouter.route(method, pattern(path), HttpServerResponse.empty({ status: 405, headers }))
    )
}

/** A path of OpenAPI, `/podcasts/{id}`, as a path of the router. */
const pattern = (path: string): HttpRouter.PathInput =>
  `/${path.slice(1).replaceAll(/\{(\w+)\}/g, ":$1")}`

/** What programs can ask: the API, its description as OpenAPI, and a page that shows it. */
export const layer = Layer.mergeAll(
  HttpApiBuilder.layer(Api, { openapiPath: "/api/openapi.json" }),
  DocsLayer,
  NowhereLayer
).pipe(
  Layer.provide([SnippetsApi.layer, PodcastsApi.layer, SystemApi.layer]),
  Layer.provide(SchemaProblems.layer)
)
