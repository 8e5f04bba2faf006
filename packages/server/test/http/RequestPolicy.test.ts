import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Logger, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { Rpc, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"
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
