import { type Duplex, duplexPair } from "node:stream"
import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import * as ClusterSecret from "../../src/node/ClusterSecret.ts"
import * as Handshake from "../../src/node/internal/Handshake.ts"
import type { Grant, Rights } from "../../src/node/Rights.ts"
import { SeededBytes } from "../harness/SeededBytes.ts"
import { secret } from "../harness/TestSecret.ts"

const address = "127.0.0.1:4301"

const other = Effect.runSync(ClusterSecret.parse("x".repeat(32), "of the test"))

const confined = (...grants: ReadonlyArray<Grant>) =>
  Effect.runSync(
    ClusterSecret.parse(
      Redacted.value(Option.getOrThrow(ClusterSecret.confined(secret, grants))),
      "of the test"
    )
  )

interface End {
  readonly secret: ClusterSecret.ClusterSecret
  readonly address?: string
}

/** The outcome of a handshake for both ends. */
const between = (server: End, client: End) =>
  Effect.map(recorded(server, client), ({ ends }) => ends)

/** The same, with every byte that each of them wrote. */
const recorded = Effect.fnUntraced(function* (server: End, client: End) {
  const [near, far] = duplexPair()
  const fromServer = writtenTo(near)
  const fromClient = writtenTo(far)
  const ends = yield* Effect.all(
    [
      outcome(near, Handshake.asServer(near, { address, ...server })),
      outcome(far, Handshake.asClient(far, { address, ...client }))
    ],
    { concurrency: 2 }
  )
  return { ends, fromClient: fromClient(), fromServer: fromServer() }
})

const writtenTo = (end: Duplex) => {
  const { mock } = vi.spyOn(end, "write")
  return () => Buffer.concat(mock.calls.map(([chunk]) => Buffer.from(chunk)))
}

/** The rights that one end gives the other, or why it refuses it; then it closes the connection. */
const outcome = (end: Duplex, handshake: Effect.Effect<Rights, Handshake.HandshakeFailed>) =>
  Effect.result(handshake).pipe(
    Effect.map((result) => {
      if (result._tag === "Success") return result.success
      end.destroy()
      return result.failure.problem
    })
  )

/** The outcome for a server of a client that writes these bytes and ends. */
const serverGets = (bytes: Uint8Array) => {
  const [near, far] = duplexPair()
  far.end(bytes)
  far.resume()
  return outcome(near, Handshake.asServer(near, { secret, address }))
}

/** The outcome for a client of a server that writes these bytes and ends. */
const clientGets = (bytes: Uint8Array) => {
  const [near, far] = duplexPair()
  far.end(bytes)
  far.resume()
  return outcome(near, Handshake.asClient(near, { secret, address }))
}

describe("two ends of a connection", () => {
  it.live("with the same secret have every right", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* between({ secret }, { secret }), [
        "unrestricted",
        "unrestricted"
      ])
    })
  )

  it.live("with different secrets refuse each other, the server first", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* between({ secret }, { secret: other }), [
        "it does not know the cluster secret",
        "it has another cluster secret"
      ])
    })
  )

  it.live("of which one is confined have its rights, whichever it is", () =>
    Effect.gen(function* () {
      const web = confined("role:web")
      for (const [server, client] of [
        [secret, web],
        [web, secret],
        [web, web]
      ] as const) {
        const rights = yield* between({ secret: server }, { secret: client })
        assert.deepStrictEqual(rights, [["role:web"], ["role:web"]])
      }
    })
  )

  it.live("that are confined to different things refuse each other", () =>
    Effect.gen(function* () {
      const rights = yield* between(
        { secret: confined("role:web") },
        { secret: confined("client") }
      )
      assert.include(rights[1], "one secret is confined to role:web and the other to client")
    })
  )

  it.live("refuse each other when the client means another node", () =>
    Effect.gen(function* () {
      const rights = yield* between({ secret }, { secret, address: "127.0.0.1:4302" })
      assert.deepStrictEqual(rights, [
        "it does not know the cluster secret",
        "it has another cluster secret"
      ])
    })
  )
})

describe("a server", () => {
  it.live("refuses what a client with the secret wrote to another connection", () =>
    Effect.gen(function* () {
      const { ends, fromClient } = yield* recorded({ secret }, { secret })
      assert.deepStrictEqual(ends, ["unrestricted", "unrestricted"])
      assert.strictEqual(yield* serverGets(fromClient), "it does not know the cluster secret")
    })
  )

  it.live("learns and shows nothing but nonces and proofs", () =>
    Effect.gen(function* () {
      const { fromClient, fromServer } = yield* recorded({ secret }, { secret })
      const written = Buffer.concat([fromClient, fromServer])
      const key = Option.getOrThrow(ClusterSecret.keyFor(secret, ""))
      assert.strictEqual(written.indexOf(Redacted.value(secret.key)), -1)
      assert.strictEqual(written.indexOf(key), -1)
      // A stranger has seen only the challenge.
      const stranger = yield* recorded({ secret }, { secret: other })
      assert.strictEqual(stranger.fromServer.length, fromServer.length - 32)
    })
  )

  it.live("refuses every one of 2,000 damaged or random answers", () =>
    Effect.gen(function* () {
      const { fromClient } = yield* recorded({ secret }, { secret })
      const random = new SeededBytes("answers")
      const problems = new Set<unknown>()
      for (let n = 0; n < 2000; n++) {
        const bytes = n % 2 === 0 ? random.bytes(random.below(300)) : damaged(fromClient, random)
        problems.add(yield* serverGets(bytes))
      }
      assert.sameMembers(
        [...problems],
        [
          "it does not know the cluster secret",
          "it closed the connection during the handshake",
          "it speaks another protocol"
        ]
      )
    })
  )
})

describe("a client", () => {
  it.live("refuses a server that cannot prove itself, and one that replays a proof", () =>
    Effect.gen(function* () {
      const { fromServer } = yield* recorded({ secret }, { secret })
      const challenge = fromServer.subarray(0, -32)
      assert.strictEqual(yield* clientGets(challenge), "it has another cluster secret")
      assert.strictEqual(
        yield* clientGets(Buffer.concat([challenge, Buffer.alloc(32)])),
        "it does not know the cluster secret"
      )
      assert.strictEqual(yield* clientGets(fromServer), "it does not know the cluster secret")
    })
  )

  it.live("refuses every one of 2,000 damaged or random challenges", () =>
    Effect.gen(function* () {
      const { fromServer } = yield* recorded({ secret }, { secret })
      const random = new SeededBytes("challenges")
      const isRefused = new Set<unknown>()
      for (let n = 0; n < 2000; n++) {
        const bytes = n % 2 === 0 ? random.bytes(random.below(300)) : damaged(fromServer, random)
        isRefused.add(typeof (yield* clientGets(bytes)) === "string")
      }
      assert.deepStrictEqual(isRefused, new Set([true]))
    })
  )
})

/** The bytes with one changed, some missing at the end, or some added. */
const damaged = (bytes: Buffer, random: SeededBytes) => {
  const at = random.below(bytes.length)
  switch (random.below(3)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([
        bytes.subarray(0, at),
        random.bytes(1 + random.below(40)),
        bytes.subarray(at)
      ])
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.of((bytes[at] ?? 0) ^ (1 + random.below(255))),
        bytes.subarray(at + 1)
      ])
  }
}
