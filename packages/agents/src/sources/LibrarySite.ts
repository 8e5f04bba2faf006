import { createHash } from "node:crypto"
import { createServer } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { Context, Effect, Layer, Option } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as NetAddress from "effect/net/NetAddress"
import { Library } from "./Library.ts"
import { documentsFeed, indexPage, rssFeed, topicsFeed } from "./LibraryFeed.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"

/**
 * The library as a small website on 127.0.0.1, harvested like any other site:
 * `/` (index), `/feed.xml` (Atom), `/search?q=` (Atom), `/robots.txt`, `/<topic>/<file>`.
 *
 * Its port is a free one and differs between nodes and runs, so it is not part of any address:
 * documents are named `http://library.internal/<topic>/<file>`, and `GuardedHttp` connects that name
 * to the port. So a source has the same id on every node and after every restart.
 */
export class LibrarySite extends Context.Service<
  LibrarySite,
  {
    /** For example `http://127.0.0.1:43127`. */
    readonly origin: string
    readonly port: number
  }
>()("@aethercast/agents/sources/LibrarySite") {
  /** The routes, for another server to serve under a path such as `/library`. */
  static readonly routes = (mount: "" | `/${string}`) =>
    HttpRouter.use(
      Effect.fnUntraced(function* (root) {
        const library = yield* Library
        const router = mount === "" ? root : root.prefixed(mount)

        yield* router.add("GET", "/", (request) =>
          Effect.map(library.entries, (topics) =>
            answer(request, indexPage(topics, mount), "text/html")
          )
        )
        yield* router.add("GET", "/feed.xml", (request) =>
          Effect.map(library.entries, (topics) =>
            answer(request, topicsFeed(topics, mount), "application/atom+xml")
          )
        )
        yield* router.add("GET", "/rss.xml", (request) =>
          Effect.map(library.entries, (topics) =>
            answer(
              request,
              rssFeed(topics, `http://${request.headers["host"] ?? ""}${mount}`),
              "application/rss+xml"
            )
          )
        )
        yield* router.add("GET", "/search", (request) => {
          const query = queryOf(request)
          return Effect.map(library.search(query, 20), (documents) =>
            answer(request, documentsFeed(query, documents, mount), "application/atom+xml")
          )
        })
        yield* router.add("GET", "/robots.txt", (request) =>
          Effect.succeed(answer(request, "User-agent: *\nAllow: /\n", "text/plain"))
        )
        yield* router.add("GET", "/:topic/:file", (request) =>
          HttpRouter.params.pipe(
            Effect.flatMap(({ file = "", topic = "" }) => library.document(topic, file)),
            Effect.map(({ bytes, etag, mediaType }) => answer(request, bytes, mediaType, etag)),
            Effect.catchTag("DocumentNotFound", () => Effect.succeed(notFound))
          )
        )
      })
    )

  static readonly layer = Layer.effect(
    LibrarySite,
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const port = NetAddress.isInetAddress(address) ? address.port : 0
      return LibrarySite.of({ origin: `http://127.0.0.1:${port}`, port })
    })
  ).pipe(
    Layer.provide(
      HttpRouter.serve(
        Layer.suspend(() => Layer.merge(LibrarySite.routes(""), rejectOtherHosts)),
        {
          disableListenLog: true,
          disableLogger: true
        }
      )
    ),
    Layer.provide(NodeHttpServer.layerServer(createServer, { host: "127.0.0.1", port: 0 }))
  )
}

/** Documents are untrusted: they run no script, load nothing, and are sandboxed from their origin. */
const headers = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache"
}

const notFound = HttpServerResponse.text("There is no such document.", { status: 404, headers })

const answer = (
  request: HttpServerRequest.HttpServerRequest,
  body: string | Uint8Array,
  mediaType: string,
  etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`
) => {
  const tags = (request.headers["if-none-match"] ?? "").split(",")
  const known = new Set(tags.map((tag) => tag.trim().replace(/^W\//, "")))
  return known.has(etag) || known.has("*")
    ? HttpServerResponse.empty({ status: 304, headers: { ...headers, etag } })
    : HttpServerResponse.uint8Array(typeof body === "string" ? Buffer.from(body) : body, {
        headers: { ...headers, etag },
        contentType: /^application\/(?!atom|rss)/.test(mediaType)
          ? mediaType
          : `${mediaType}; charset=utf-8`
      })
}

const queryOf = (request: HttpServerRequest.HttpServerRequest): string =>
  Option.match(HttpServerRequest.toURL(request), {
    onNone: () => "",
    onSome: (url) => (url.searchParams.get("q") ?? "").slice(0, 400)
  })

/** Prevents DNS rebinding: a foreign page must not read the listener's own documents. */
const rejectOtherHosts = HttpRouter.middleware(
  (handled) =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const host = request.headers["host"] ?? ""
      return host === new URL(libraryOrigin).host || /^127\.0\.0\.1:\d+$/.test(host)
        ? yield* handled
        : HttpServerResponse.text("This host is not served here.", { status: 421, headers })
    }),
  { global: true }
)
