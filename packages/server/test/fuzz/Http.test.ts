import { once } from "node:events"
import { createConnection } from "node:net"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"
import { complete, idOf } from "../http/TestApi.ts"
import { ask, port } from "../http/TestServer.ts"
import { Doors, log } from "./TestDoors.ts"

const paths = [
  "/",
  "/docs",
  "/healthz",
  "/readyz",
  "/api/openapi.json",
  "/api/v1/podcasts",
  `/api/v1/podcasts/${complete.id}`,
  `/api/v1/podcasts/${complete.id}/audio.mp3`,
  `/api/v1/podcasts/${complete.id}/transcript.vtt`,
  `/api/v1/podcasts/${complete.id}/chapters.json`,
  `/episode/${complete.id}`,
  "/library/",
  "/library/feed.xml",
  "/library/rss.xml",
  "/library/search?q=tides",
  "/library/tides/none.md",
  "/read/tides/none.md",
  "/media/x",
  "/rpc",
  "/audio"
]

const order = JSON.stringify({ topic: "tides", lengthSeconds: 60, style: "story", id: idOf("z") })

const headers = (random: Random): ReadonlyArray<readonly [string, string]> => [
  ["host", random.oneIn(10) ? random.text(20) : "127.0.0.1"],
  ["connection", random.oneIn(10) ? "Upgrade" : "close"],
  ...random.list(4, () =>
    random.pick([
      ["range", `bytes=${random.text(20)}`],
      ["range", `bytes=${random.int(3000)}-${random.int(3000)}`],
      ["if-range", random.text(20)],
      ["if-none-match", random.text(200)],
      ["accept-encoding", random.text(40)],
      ["accept", random.text(40)],
      ["origin", random.oneIn(2) ? "http://evil.example" : random.text(30)],
      ["content-type", random.pick(["application/json", "text/plain", random.text(30)])],
      ["upgrade", random.pick(["websocket", "h2c", random.text(10)])],
      ["sec-websocket-key", random.text(30)],
      ["sec-websocket-version", String(random.int(20))],
      ["expect", "100-continue"],
      ["cookie", random.text(300)],
      ["x-forwarded-proto", random.text(20)],
      ["transfer-encoding", random.pick(["chunked", "gzip", "chunked, chunked"])],
      [random.text(10), random.text(100)]
    ] as const)
  )
]

/** The bytes of a request: nearly right, or with anything in the wrong place. */
const request = (random: Random): Buffer => {
  const method = random.pick([
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    random.text(6)
  ])
  const base = random.pick(paths)
  const path = random.oneIn(2) ? base : random.mutate(Buffer.from(base)).toString("latin1")
  const body = method === "POST" ? random.mutate(Buffer.from(order)) : Buffer.alloc(0)
  const lines = [
    ...headers(random).map(([name, value]) => `${name}: ${value}`),
    ...(method === "POST" ? [`content-length: ${body.length}`] : [])
  ]
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1")
  const whole = Buffer.concat([head, body])
  return random.oneIn(4) ? random.mutate(whole) : whole
}

/** Sends the bytes and the end, and gives what came back until the server closed the connection. */
const exchange = (serverPort: number, bytes: Buffer) =>
  Effect.promise(async () => {
    const connection = createConnection({
      host: "127.0.0.1",
      port: serverPort,
      allowHalfOpen: true
    })
    let answer = ""
    connection.setEncoding("latin1").on("data", (text: string) => {
      // Enough to see how it begins.
      if (answer.length < 200) answer += text
    })
    connection.on("error", () => {})
    await once(connection, "connect")
    connection.end(bytes)
    if (!connection.destroyed) await once(connection, "close")
    return answer
  }).pipe(Effect.timeout("20 seconds"))

layer(Doors, { excludeTestServices: true })("HTTP", (it) => {
  it.effect("any bytes are answered or refused, and none breaks the server", () =>
    Effect.gen(function* () {
      const serverPort = yield* port
      yield* run({
        inputs: 6000,
        make: request,
        show: (bytes) => JSON.stringify(bytes.toString("latin1")),
        stallMillis: 300,
        concurrency: 8,
        feed: (bytes) =>
          Effect.gen(function* () {
            const answer = yield* exchange(serverPort, bytes)
            assert.match(answer, /^$|^HTTP\/1\.1 (?:[1-4]\d\d|501|503) /)
          })
      })
      assert.strictEqual((yield* ask("/healthz")).status, 200)
      for (const line of log) assert.isBelow(line.length, 500, line)
    })
  )
})
