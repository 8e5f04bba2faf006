import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { freePorts } from "../../../cluster/test/harness/FreePort.ts"
import { decode } from "./Alignment.ts"
import * as LocalCluster from "./LocalCluster.ts"
import * as PodcastClient from "./PodcastClient.ts"
import * as Product from "./Product.ts"
import * as ResumingClient from "./ResumingClient.ts"
import * as Stored from "./Stored.ts"

describe("a download of a podcast that is being made", () => {
  it("is resumed at another server when its own is killed or freezes, and when the database crashes", async () => {
    const [origin = ""] = cluster.origins
    const place = { origin, address: "198.51.100.1" }
    const ordered = await Effect.runPromise(PodcastClient.order(place, "tides", 900))
    if (ordered._tag !== "Accepted") return assert.fail("The order was refused")
    const path = `/api/v1/podcasts/${ordered.id}/audio.mp3`

    const troubles = [
      (server: number) => void cluster.kill(server),
      () => void Stored.crash(data),
      (server: number) => {
        cluster.freeze(server)
        frozen = server
      }
    ]
    let frozen = 0
    const { bytes, responses } = await Effect.runPromise(
      ResumingClient.download(cluster.origins, path, (received, server) => {
        const [trouble] = received > (4 - troubles.length) * apart ? troubles.splice(0, 1) : []
        trouble?.(server)
      })
    )
    cluster.thaw(frozen)
    assert.lengthOf(troubles, 0)
    const [begun, ...resumed] = responses
    assert.isAtLeast(resumed.length, 2)
    for (const { etag, status } of resumed) {
      assert.strictEqual(status, 206)
      assert.strictEqual(etag, begun?.etag)
    }
    assert.isTrue(resumed[0]?.range?.endsWith("/*"))

    const whole = await Effect.runPromise(ResumingClient.download(cluster.origins, path))
    assert.strictEqual(whole.bytes.length, bytes.length)
    assert.strictEqual(Stored.sha256(bytes), Stored.sha256(whole.bytes))
    assert.strictEqual((await decode(bytes)).length, (bytes.length / 192) * 1152)
  }, 240_000)
})

/** Bytes between two troubles. */
const apart = 300_000

const stack = new AsyncDisposableStack()
let data: string
let cluster: LocalCluster.LocalCluster

beforeAll(async () => {
  data = stack.use(await Product.temporaryFolder()).path
  const port = await Effect.runPromise(freePorts(3))
  cluster = stack.use(await LocalCluster.start({ data, servers: 3, port }))
}, 180_000)
afterAll(() => stack.disposeAsync(), 60_000)
