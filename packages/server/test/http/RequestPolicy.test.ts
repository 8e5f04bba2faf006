import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Logger, Schema, Stream } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { Rpc, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"
import { SiblingServers } from "../../src/http/SiblingServers.ts"
import { ask, problem, served, text } from "./TestServer.ts"

class Echo extends RpcGroup.make(Rpc.make("Echo", { success: Schema.String })) {}

const Routes = Layer.mergeAll(
  HttpRouter.add("GET", "/page", HttpServerResponse.text("page")),
  HttpRouter.add(
    "GET",
    "/strict",
    HttpServerResponse.text("own", {
      headers: { "content-security-policy": "sandbox" }
    })
  ),
  HttpRouter.add("GET", "/broken", Effect.die(new Error("a secret of ours"))),
  HttpRouter.add("GET", "/refused", HttpServerResponse.text("in its own words", { status: 404 })),
  HttpRouter.add("POST", "/post", (request) =>
    Effect.map(Effect.orDie(request.text), (body) => HttpServerResponse.text(`got ${body}`))
  ),
  RpcServer.layerHttp({ group: Echo, path: "/rpc" }).pipe(
    Layer.provide([
      Echo.toLayer({ Echo: () => Effect.succeed("echo") }),
      RpcSerialization.layerNdjson
    ])
  )
)

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="
}

/** The lines of the log. */
const log: Array<string> = []
const LogLayer = Logger.layer([
  Logger.map(Logger.formatLogFmt, (entry) => {
    log.push(entry)
  })
])

layer(served(Routes).pipe(Layer.provide(LogLayer)), { excludeTestServices: true })(
  "RequestPolicy",
  (it) => {
    it.effect("every response has security headers, errors too", () =>
      Effect.gen(function* () {
        for (const path of ["/page", "/nowhere", "/broken"]) {
          const { headers } = yield* ask(path)
          const policy = String(headers["content-security-policy"])
          assert.match(policy, /^default-src 'self';/)
          for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
            assert.include(policy, rule)
          }
          assert.strictEqual(headers["x-content-type-options"], "nosniff")
          assert.strictEqual(headers["referrer-policy"], "same-origin")
          assert.strictEqual(headers["cross-origin-opener-policy"], "same-origin")
          assert.strictEqual(headers["cross-origin-resource-policy"], "same-origin")
        }
        const strict = yield* ask("/strict")
        assert.strictEqual(strict.headers["content-security-policy"], "sandbox")
        assert.isUndefined(strict.headers["cross-origin-opener-policy"])
      })
    )

    it.effect("a name that is not this server's is misdirected, whatever the request", () =>
      Effect.gen(function* () {
        const host = "evil.example"
        const origin = "http://evil.example"
        const answers = [
          yield* ask("/page", { headers: { host } }),
          yield* ask("/page", { headers: { host: "evil.example:4300", origin } }),
          yield* ask("/post", { method: "POST", headers: { host, origin }, body: "x" }),
          yield* ask("/rpc", { headers: { ...upgrade, host, origin } }),
          yield* ask("/rpc", { headers: { ...upgrade, host } }),
          // The host of an absolute target counts, not the header (RFC 9112, section 3.2.2).
          yield* ask("http://evil.example/page", { headers: { host: "localhost" } })
        ]
        assert.deepStrictEqual(
          answers.map((answer) => problem(answer).status),
          [421, 421, 421, 421, 421, 421]
        )
        const own = yield* ask("/page", { headers: { host: "casts.example" } })
        assert.strictEqual(own.status, 200)
      })
    )

    it.effect("a page of another site can neither post nor open a WebSocket", () =>
      Effect.gen(function* () {
        const origin = "http://evil.example"
        const posted = yield* ask("/post", { method: "POST", headers: { origin }, body: "x" })
        assert.strictEqual(problem(posted).status, 403)
        const opened = yield* ask("/rpc", { headers: { ...upgrade, origin } })
        assert.strictEqual(opened.status, 403)
        const read = yield* ask("/page", { headers: { origin } })
        assert.strictEqual(read.status, 200)
        assert.isUndefined(read.headers["access-control-allow-origin"])
      })
    )

    it.effect("our own page and programs can post and open a WebSocket", () =>
      Effect.gen(function* () {
        const own = { host: "casts.example", origin: "https://casts.example" }
        const posted = yield* ask("/post", { method: "POST", headers: own, body: "x" })
        assert.strictEqual(text(posted), "got x")
        const program = yield* ask("/post", { method: "POST", body: "y" })
        assert.strictEqual(text(program), "got y")
        const opened = [
          yield* ask("/rpc", { headers: { ...upgrade, ...own } }),
          yield* ask("/rpc", { headers: upgrade })
        ]
        assert.deepStrictEqual(
          opened.map(({ status }) => status),
          [101, 101]
        )
      })
    )

    it.effect("the cause of a defect is logged and not sent", () =>
      Effect.gen(function* () {
        const answer = yield* ask("/broken?logged")
        assert.strictEqual(problem(answer).status, 500)
        assert.notInclude(text(answer), "secret")
        const logged = log.filter((entry) => entry.includes("/broken?logged"))
        assert.lengthOf(logged, 1)
        assert.include(logged[0] ?? "", "a secret of ours")
      })
    )

    it.effect("an error response with a body keeps it", () =>
      Effect.gen(function* () {
        const answer = yield* ask("/refused")
        assert.strictEqual(answer.status, 404)
        assert.strictEqual(text(answer), "in its own words")
      })
    )
  }
)

/** Where a page may open WebSockets besides its own server. */
const connectable = Effect.fnUntraced(function* (headers: Readonly<Record<string, string>>) {
  const answer = yield* ask("/page", { headers })
  return /connect-src [^;]*/.exec(String(answer.headers["content-security-policy"]))?.[0]
})

const ClusterLayer = Layer.succeed(SiblingServers, {
  canJoin: true,
  alive: Stream.succeed([]),
  pagePorts: Effect.succeed([]),
  announce: () => Effect.void
})

layer(served(Routes, undefined, ClusterLayer), { excludeTestServices: true })(
  "a page of a cluster",
  (it) => {
    it.effect("may open WebSockets at any port of its own host", () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* connectable({ host: "casts.example:4300" }),
          "connect-src 'self' ws://casts.example:*"
        )
      })
    )

    it.effect("may open them at its own port only when it comes through a proxy", () =>
      Effect.gen(function* () {
        const forwarded = { host: "casts.example", "x-forwarded-proto": "https" }
        assert.isUndefined(yield* connectable(forwarded))
      })
    )
  }
)

layer(served(Routes), { excludeTestServices: true })(
  "a page of a server without a cluster",
  (it) => {
    it.effect("may open WebSockets at its own port only", () =>
      Effect.gen(function* () {
        assert.isUndefined(yield* connectable({ host: "casts.example:4300" }))
      })
    )
  }
)
