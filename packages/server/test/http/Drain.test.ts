import { once } from "node:events"
import { Agent, get, type IncomingMessage } from "node:http"
import { createConnection, type Socket as Connection } from "node:net"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Latch, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { isInetAddress } from "effect/net/NetAddress"
import { TestClock } from "effect/testing"
import { Drain } from "../../src/http/Drain.ts"
import * as DrainMiddleware from "../../src/http/DrainMiddleware.ts"

/** A server that the test shuts down. */
const serving = Effect.gen(function* () {
  const asked = yield* Latch.make()
  const answer = yield* Deferred.make<string>()
  const routes = HttpRouter.use((router) =>
    router.addAll([
      HttpRouter.route("GET", "/now", HttpServerResponse.text("now")),
      HttpRouter.route(
        "GET",
        "/later",
        Effect.andThen(Latch.open(asked), Deferred.await(answer)).pipe(
          Effect.map((text) => HttpServerResponse.text(text))
        )
      ),
      HttpRouter.route(
        "GET",
        "/socket",
        Effect.gen(function* () {
          const { upgrade } = yield* HttpServerRequest.HttpServerRequest
          const socket = yield* upgrade
          const { write } = yield* socket.writer
          const { pull } = yield* socket.reader
          yield* write("hello")
          yield* Effect.ignore(Effect.forever(pull))
          return HttpServerResponse.empty()
        })
      )
    ])
  )
  const services = yield* Layer.build(
    HttpRouter.serve(Layer.merge(routes, DrainMiddleware.layer), {
      disableListenLog: true,
      disableLogger: true
    }).pipe(
      Layer.provideMerge(
        Layer.unwrap(
          Effect.map(Drain, ({ server }) =>
            NodeHttpServer.layer(() => server, { host: "127.0.0.1", port: 0 })
          )
        )
      ),
      Layer.provideMerge(Drain.layer({ noticeSeconds: 3 }))
    )
  )
  const { drain, server } = yield* Effect.all({ drain: Drain, server: HttpServer.HttpServer }).pipe(
    Effect.provideContext(services)
  )
  const port = isInetAddress(server.address) ? server.address.port : 0
  return { asked, answer, drain, port }
})

const agent = new Agent({ keepAlive: true })

/** Sends a request through a connection that stays open. */
const ask = (port: number, path: string) =>
  Effect.callback<IncomingMessage, Error>((resume) => {
    get({ host: "127.0.0.1", port, path, agent }, (response) => {
      response.resume()
      response.on("end", () => resume(Effect.succeed(response)))
    }).on("error", (error) => resume(Effect.fail(error)))
  })

const connected = (port: number) =>
  Effect.promise(async () => {
    const connection = createConnection({ host: "127.0.0.1", port })
    connection.on("error", () => undefined)
    await once(connection, "connect")
    return connection
  })

const closed = (connection: Connection) =>
  Effect.callback<void>((resume) => {
    connection.resume()
    if (connection.closed) resume(Effect.void)
    else connection.on("close", () => resume(Effect.void))
  })

describe("a server that shuts down", () => {
  it.effect("serves as before while balancers take notice, but closes each connection", () =>
    Effect.gen(function* () {
      const { drain, port } = yield* serving
      assert.strictEqual((yield* ask(port, "/now")).headers.connection, "keep-alive")
      const draining = yield* Effect.forkChild(drain.run, { startImmediately: true })
      assert.isTrue(yield* drain.begun)
      yield* TestClock.adjust("2900 millis")
      const answer = yield* ask(port, "/now")
      assert.strictEqual(answer.statusCode, 200)
      assert.strictEqual(answer.headers.connection, "close")

      yield* TestClock.adjust("100 millis")
      yield* Fiber.join(draining)
      assert.propertyVal(yield* Effect.flip(ask(port, "/now")), "code", "ECONNREFUSED")
    })
  )

  it.effect("finishes the requests that it has", () =>
    Effect.gen(function* () {
      const { answer, asked, drain, port } = yield* serving
      const asking = yield* Effect.forkChild(ask(port, "/later"), { startImmediately: true })
      yield* Latch.await(asked)
      const draining = yield* Effect.forkChild(drain.run, { startImmediately: true })
      yield* TestClock.adjust("12 seconds")
      assert.isUndefined(draining.pollUnsafe())
      yield* Deferred.succeed(answer, "late")
      assert.strictEqual((yield* Fiber.join(asking)).statusCode, 200)
      yield* Fiber.join(draining)
    })
  )

  it.effect("waits 10 seconds for a request and no longer", () =>
    Effect.gen(function* () {
      const { asked, drain, port } = yield* serving
      const asking = yield* Effect.forkChild(Effect.flip(ask(port, "/later")), {
        startImmediately: true
      })
      yield* Latch.await(asked)
      const draining = yield* Effect.forkChild(drain.run, { startImmediately: true })
      yield* TestClock.adjust("13 seconds")
      assert.propertyVal(yield* Fiber.join(asking), "code", "ECONNRESET")
      yield* Fiber.join(draining)
    })
  )

  it.effect("closes WebSockets with a request to reconnect, after the notice", () =>
    Effect.gen(function* () {
      const { drain, port } = yield* serving
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`)
      const code = new Promise<number>((resolve) =>
        socket.addEventListener("close", (event) => resolve(event.code))
      )
      yield* Effect.promise(() => once(socket, "message"))
      const draining = yield* Effect.forkChild(drain.run, { startImmediately: true })
      yield* TestClock.adjust("2900 millis")
      assert.strictEqual(socket.readyState, WebSocket.OPEN)
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(yield* Effect.promise(() => code), 1012)
      yield* Fiber.join(draining)
    })
  )

  it.effect("does not wait for unused connections", () =>
    Effect.gen(function* () {
      const { drain, port } = yield* serving
      const unused = yield* connected(port)
      const draining = yield* Effect.forkChild(drain.run, { startImmediately: true })
      yield* TestClock.adjust("4 seconds")
      yield* closed(unused)
      yield* Fiber.join(draining)
    })
  )
})
