import { request } from "node:http"
import { constants } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Schema, Scope } from "effect"
import { freePort } from "../../../cluster/test/harness/FreePort.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import { eventually, temporaryFolder } from "../product/Product.ts"
import * as Balancer from "./Balancer.ts"
import * as Servers from "./Servers.ts"

describe("three servers that are restarted one after the other", () => {
  it("fail no request, and complete every podcast that was ordered", async () => {
    const stop = new AbortController()
    const asking = [
      repeatedly(stop.signal, 20, () => ask("GET", "/healthz")),
      repeatedly(stop.signal, 50, () => ask("GET", "/api/v1/snippets")),
      repeatedly(stop.signal, 50, async () => {
        const [id] = ordered.slice(-1)
        if (id !== undefined) await ask("GET", `/api/v1/podcasts/${id}`)
      }),
      repeatedly(stop.signal, 3000, orderPodcast)
    ]

    for (const [index, server] of servers.entries()) {
      const code = await server.terminate()
      assert.strictEqual(code, 0, server.output())
      servers[index] = start(server.port)
      await ready(3)
    }
    stop.abort()
    await Promise.all(asking)

    assert.deepStrictEqual(failures, [])
    assert.isAbove(answered, 500)
    assert.isAbove(ordered.length, 3)
    for (const id of ordered) {
      // A download makes the podcast to its end.
      assert.isAbove((await ask("GET", `/api/v1/podcasts/${id}/audio.mp3`)).body.length, 100_000)
      const { body } = await ask("GET", `/api/v1/podcasts/${id}`)
      assert.strictEqual(decodePodcast(body).status, "complete")
    }
    assert.deepStrictEqual(failures, [])
  })
})

describe("a server that gets a stop signal", () => {
  it("is not ready from then on, and ends at once on a second signal", async () => {
    const server = Servers.start({
      data,
      database,
      port: await Effect.runPromise(freePort),
      noticeSeconds: 60
    })
    servers.push(server)
    const readiness = () => askAt(server.port, "GET", "/readyz")
    await eventually("a ready server", readiness, ({ status }) => status === 200, 60_000)

    const code = server.terminate()
    const { body } = await eventually("no ready server", readiness, ({ status }) => status === 503)
    assert.deepInclude(JSON.parse(body), {
      type: "urn:aethercast:problem:server-not-ready",
      missing: ["stay"]
    })
    assert.strictEqual((await askAt(server.port, "GET", "/healthz")).status, 200)

    const again = new AbortController()
    const asking = repeatedly(again.signal, 500, async () => void server.terminate())
    assert.strictEqual(await code, 128 + constants.signals.SIGTERM)
    again.abort()
    await asking
  })
})

const stack = new AsyncDisposableStack()
const failures: Array<string> = []
const ordered: Array<string> = []
let answered = 0
let data: string
let database: string
let servers: Array<Servers.Server>
let balancer: Balancer.Balancer

const start = (port: number) => Servers.start({ data, database, port })

beforeAll(async () => {
  const scope = Scope.makeUnsafe()
  stack.defer(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  data = stack.use(await temporaryFolder()).path
  database = Redacted.value(await Effect.runPromise(Scope.provide(fresh, scope)))
  const ports = await Promise.all([1, 2, 3].map(() => Effect.runPromise(freePort)))
  // The first one migrates the database.
  servers = ports.slice(0, 1).map(start)
  stack.defer(async () => {
    await Promise.all(servers.map((server) => server.kill()))
  })
  balancer = stack.use(await Balancer.start(ports))
  await ready(1)
  servers.push(...ports.slice(1).map(start))
  await ready(3)
  await eventually(
    "the landing page",
    () => ask("GET", "/api/v1/snippets"),
    ({ status }) => status === 200,
    60_000
  )
  failures.length = 0
  answered = 0
})
afterAll(() => stack.disposeAsync())

/** Waits until `count` servers are ready. */
const ready = (count: number) =>
  eventually(
    `${count} ready servers`,
    balancer.checks,
    (all) => all.filter(({ isReady }) => isReady).length === count,
    60_000
  ).catch((error: unknown) => {
    throw new Error(
      servers.map(({ output, port }) => `${port}:\n${output().slice(-3000)}`).join("\n"),
      {
        cause: error
      }
    )
  })

const orderPodcast = async () => {
  const { body, status } = await ask(
    "POST",
    "/api/v1/podcasts",
    JSON.stringify({ topic: "Tides", lengthSeconds: 30, style: "briefing" })
  )
  if (status === 202) ordered.push(decodeOrder(body).episodeId)
}

const repeatedly = async (
  stop: AbortSignal,
  pause: number,
  act: () => Promise<unknown>
): Promise<void> => {
  if (stop.aborted) return
  await act()
  await sleep(pause)
  return repeatedly(stop, pause, act)
}

interface Response {
  readonly status: number
  readonly body: string
}

/** Sends a request to the balancer; any response but a success is recorded as a failure. */
const ask = async (method: string, path: string, body?: string): Promise<Response> => {
  const answer = await askAt(balancer.port, method, path, body)
  answered++
  if (answer.status < 200 || answer.status > 299) {
    failures.push(`${method} ${path}: ${answer.status} ${answer.body}`)
  }
  return answer
}

/** The response of a server; status 0 if there is none within 30 s. */
const askAt = (port: number, method: string, path: string, body?: string) =>
  new Promise<Response>((resolve) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" }
    const options = { host: "127.0.0.1", port, path, method, headers, timeout: 30_000 }
    const nothing = (error: Error) => resolve({ status: 0, body: String(error) })
    const asked = request(options, (response) => {
      let text = ""
      response.setEncoding("latin1").on("data", (piece: string) => (text += piece))
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on("error", nothing)
    })
    asked.on("timeout", () => asked.destroy(new Error("no answer within 30 s")))
    asked.on("error", nothing)
    asked.end(body)
  })

const decodeOrder = Schema.decodeSync(
  Schema.fromJsonString(Schema.Struct({ episodeId: Schema.String }))
)
const decodePodcast = Schema.decodeSync(
  Schema.fromJsonString(Schema.Struct({ status: Schema.String }))
)
