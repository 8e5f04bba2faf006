import { once } from "node:events"
import { createConnection } from "node:net"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as HttpLimits from "../../src/http/HttpLimits.ts"
import { port, served } from "./TestServer.ts"

const Routes = HttpRouter.add("POST", "/post", (request) =>
  Effect.map(Effect.orDie(request.text), (body) => HttpServerResponse.text(`got ${body.length}`))
)

const server = () => HttpLimits.make({ headers: 500, request: 1000 })

layer(served(Routes, server), { excludeTestServices: true })("HttpLimits", (it) => {
  /** What the server answers to bytes, until it closes the connection. */
  const answerTo = (pieces: ReadonlyArray<string>) =>
    Effect.flatMap(port, (number) =>
      Effect.promise(async () => {
        const connection = createConnection({ host: "127.0.0.1", port: number })
        let answer = ""
        connection.setEncoding("latin1").on("data", (text: string) => {
          answer += text
        })
        connection.on("error", () => {})
        await once(connection, "connect")
        for (const piece of pieces) connection.write(piece)
        if (!connection.destroyed) await once(connection, "close")
        return answer
      })
    )
  const status = (answer: string) => /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
  const head = "POST /post HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"

  it.effect("headers have at most 16 KiB", () =>
    Effect.gen(function* () {
      const answer = yield* answerTo([`${head}x: ${"y".repeat(17_000)}\r\n\r\n`])
      assert.strictEqual(status(answer), "431")
    })
  )

  it.effect("a body has at most 64 KiB, whether it says its length or not", () =>
    Effect.gen(function* () {
      const body = "y".repeat(70_000)
      const said = yield* answerTo([`${head}content-length: ${body.length}\r\n\r\n`, body])
      assert.strictEqual(status(said), "413")
      const chunked = yield* answerTo([
        `${head}transfer-encoding: chunked\r\n\r\n`,
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      ])
      assert.strictEqual(status(chunked), "413")
    })
  )

  it.effect("a request whose headers do not come to an end is ended", () =>
    Effect.gen(function* () {
      const [silent, slow] = yield* Effect.all([answerTo([]), answerTo([head])], {
        concurrency: 2
      })
      assert.strictEqual(status(silent), "408")
      assert.strictEqual(status(slow), "408")
    })
  )

  it.effect("a request whose body does not come to an end is ended", () =>
    Effect.gen(function* () {
      const answer = yield* answerTo([`${head}content-length: 100\r\n\r\n`, "some"])
      assert.strictEqual(status(answer), "408")
    })
  )

  it.effect("what is no HTTP is refused", () =>
    Effect.gen(function* () {
      for (const text of [
        "\u0000\u0001\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET\r\n\r\n",
        `${head}a\r\n\r\n`
      ]) {
        assert.strictEqual(status(yield* answerTo([text])), "400")
      }
    })
  )
})
