import { execFile } from "node:child_process"
import { once } from "node:events"
import { get, request } from "node:http"
import { text } from "node:stream/consumers"
import { promisify } from "node:util"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { RpcSerialization } from "effect/rpc"
import { frame, open } from "../sockets/RawSocket.ts"
import * as Product from "./Product.ts"

describe("a client that floods a WebSocket", () => {
  it("costs the node neither its readiness nor its locks nor its memory", async () => {
    const before = await settledMiB()
    const attackers = await Promise.all(Array.from({ length: 5 }, () => open(product.port, "/rpc")))
    for (const [number, { connection }] of attackers.entries()) {
      // Two of them do not read what they are answered.
      if (number % 2 === 0) connection.resume()
      else connection.pause()
      connection.write(Buffer.concat(hellos))
    }
    // As long as a shard lock lasts, and then some.
    for (let seconds = 0; seconds < 8; seconds++) {
      const { body, status } = await ready()
      assert.strictEqual(status, 200, body)
      await promisify(setTimeout)(1000)
    }
    assert.notMatch(product.output(), /[Ss]hard lock/)
    assert.isBelow((await residentMiB()) - before, 100)
    await Promise.all(attackers.map((attacker) => attacker[Symbol.asyncDispose]()))
  })
})

/** The memory when the server, which has just started, has crafted its cards and grows no more. */
const settledMiB = async (): Promise<number> => {
  let last = await residentMiB()
  for (let calm = 0, seconds = 0; calm < 3 && seconds < 60; seconds++) {
    await promisify(setTimeout)(1000)
    const next = await residentMiB()
    calm = next - last < 5 ? calm + 1 : 0
    last = next
  }
  return last
}

let folder: Awaited<ReturnType<typeof Product.temporaryFolder>>
let product: Product.Product
let hellos: ReadonlyArray<Buffer>

beforeAll(async () => {
  folder = await Product.temporaryFolder()
  product = await Product.start({ data: folder.path })
  hellos = await Effect.runPromise(tenThousandHellos(await openSession()))
})

afterAll(async () => {
  await product[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const openSession = async (): Promise<string> => {
  const sent = request({
    host: "127.0.0.1",
    port: product.port,
    path: "/api/v1/session",
    method: "POST"
  })
  sent.end()
  const [response] = await once(sent, "response")
  return Schema.decodeSync(Answer)(await text(response)).token
}

const Answer = Schema.fromJsonString(Schema.Struct({ token: Schema.String }))

/** Each of them costs the server a query. */
const tenThousandHellos = Effect.fnUntraced(function* (token: string) {
  const headers = [["authorization", `Bearer ${token}`]]
  const serialization = yield* RpcSerialization.RpcSerialization
  const hello = ListenerRpcs.requests.get("Hello")
  if (hello === undefined || hello._tag !== "Hello") return []
  const payload = yield* Schema.encodeEffect(serialization.codecFor(hello.payloadSchema))(undefined)
  return Array.from({ length: 10_000 }, (_, id) => {
    const request = { _tag: "Request", id: String(id), tag: "Hello", payload, headers }
    const bytes = serialization.makeUnsafe().encode(request)
    return frame(bytes ?? "")
  })
}, Effect.provide(RpcSerialization.layerSchemaBinary()))

const ready = () =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    get({ host: "127.0.0.1", port: product.port, path: "/readyz" }, (response) => {
      let body = ""
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text
      })
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body })
      })
    }).on("error", reject)
  })

/** Memory of the server's own process. */
const residentMiB = async () => {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=,args=", "-A"])
  const line = stdout.split("\n").find((row) => row.includes(`--data=${folder.path}`))
  return Number(line?.trim().split(" ")[0] ?? 0) / 1024
}
