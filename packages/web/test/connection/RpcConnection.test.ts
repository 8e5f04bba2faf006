import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { beforeEach, vi } from "vitest"

/** The sockets that were opened, oldest first. */
const sockets: Array<FakeSocket> = []

class FakeSocket extends EventTarget {
  readonly url: string
  readyState = 0
  constructor(url: string) {
    super()
    this.url = url
    sockets.push(this)
  }
  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event("open"))
  }
  /** As when the server is killed or refuses the connection. */
  break(): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event("close"), { code: 1006, reason: "" }))
  }
  send(): void {}
  close(): void {}
}

vi.stubGlobal("location", { protocol: "http:", host: "127.0.0.1:4300" })
vi.stubGlobal("WebSocket", FakeSocket)
const { connect } = await import("../../src/connection/RpcConnection.ts")
const { serverChoice } = await import("../../src/connection/ServerChoice.ts")

/** The socket that was opened last, once there are `count`. */
const socket = (count: number) =>
  Effect.gen(function* () {
    for (let turn = 0; sockets.length < count && turn < 1000; turn++) yield* Effect.yieldNow
    assert.lengthOf(sockets, count)
    return sockets[count - 1] ?? (yield* Effect.die("There is no socket"))
  })

/** Lets everything run that does not wait for the clock. */
const settle = Effect.forEach(Array(1000), () => Effect.yieldNow, { discard: true })

describe("the connection of a page", () => {
  beforeEach(() => {
    sockets.length = 0
    serverChoice.setSiblings([4301])
  })

  it.effect("moves to another server at once when its own dies, as often as that happens", () =>
    Effect.gen(function* () {
      yield* connect("/rpc", () => undefined)
      for (let round = 1; round <= 10; round++) {
        const current = yield* socket(round)
        const port = round % 2 === 1 ? 4300 : 4301
        assert.strictEqual(current.url, `ws://127.0.0.1:${port}/rpc`)
        current.open()
        yield* TestClock.adjust("2 seconds")
        // The server that is connected now knows the other one.
        serverChoice.setSiblings([port === 4300 ? 4301 : 4300])
        current.break()
      }
      yield* socket(11)
    })
  )

  it.effect("pauses before it comes back to servers that end it as soon as it is opened", () =>
    Effect.gen(function* () {
      yield* connect("/rpc", () => undefined)
      const first = yield* socket(1)
      first.open()
      yield* TestClock.adjust("2 seconds")
      first.break()
      for (const count of [2, 3]) {
        const next = yield* socket(count)
        next.open()
        yield* settle
        next.break()
      }
      yield* settle
      assert.lengthOf(sockets, 3)
      yield* TestClock.adjust("120 millis")
      yield* socket(4)
    })
  )
})
