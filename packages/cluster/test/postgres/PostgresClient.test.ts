import { once } from "node:events"
import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { eventually } from "../harness/Eventually.ts"
import { probe } from "../../src/postgres/DatabaseProbe.ts"
import { isExposed } from "../../src/postgres/PostgresClient.ts"

const password = "correct-horse"

/** `AuthenticationCleartextPassword` and others: PostgreSQL's manual, "Message Formats". */
const asks = (method: number, ...more: ReadonlyArray<number>) =>
  Buffer.from([0x52, 0, 0, 0, 8 + more.length, 0, 0, 0, method, ...more])
const cleartext = asks(3)
const md5 = asks(5, 1, 2, 3, 4)
const nothing = Buffer.concat([asks(0), Buffer.from([0x5a, 0, 0, 0, 5, 0x49])])

/** A server that is no Postgres; it answers each message with the next answer, and keeps what it was sent. */
const impostor = Effect.fnUntraced(function* (...answers: ReadonlyArray<Uint8Array>) {
  const received: Array<Buffer> = []
  const server = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer((socket) => {
        let next = 0
        socket.on("error", () => {})
        socket.on("data", (chunk) => {
          received.push(chunk)
          const answer = answers[next++]
          if (answer !== undefined) socket.write(answer)
        })
      })
      await once(server.listen(0, "127.0.0.1"), "listening")
      return server
    }),
    (server) => Effect.sync(() => server.close())
  )
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { received: () => Buffer.concat(received), host: `127.0.0.1:${port}` }
})

const refusal = (host: string, options = "", user = `me:${password}`) =>
  Effect.map(
    Effect.flip(probe(Redacted.make(`postgres://${user}@${host}/cast${options}`))),
    ({ message }) => message
  )

describe("a Postgres that is not known to have the password", () => {
  it.live("gets nothing when it asks for the password in clear text or by MD5", () =>
    Effect.gen(function* () {
      for (const [asking, words] of [
        [cleartext, "asks for the password in clear text"],
        [md5, "asks for the password by MD5"]
      ] as const) {
        const { host, received } = yield* impostor(asking)
        const message = yield* refusal(host)
        assert.include(
          message,
          `the server at ${host} ${words}, and the connection is not encrypted`
        )
        assert.include(message, "sslmode=verify-full")
        assert.notInclude(message, password)
        // A password message begins with `p`; the startup message with its length.
        assert.strictEqual(received().readInt32BE(0), received().length)
        assert.strictEqual(received().indexOf(password), -1)
      }
    })
  )

  it.live("gets nothing when it has no TLS and asks then", () =>
    Effect.gen(function* () {
      for (const mode of ["prefer", "allow"]) {
        const { host, received } = yield* impostor(Buffer.from("N"), cleartext)
        const message = yield* refusal(host, `?sslmode=${mode}`)
        assert.include(message, "in clear text")
        assert.strictEqual(received().indexOf(password), -1)
      }
    })
  )

  it.live("gets no statement when it asks for no password at all", () =>
    Effect.gen(function* () {
      const { host, received } = yield* impostor(nothing, nothing)
      assert.include(yield* refusal(host), "does not ask for the password that was given")
      assert.strictEqual(received().indexOf("SELECT"), -1)
    })
  )

  it.live("gets no password when it must have TLS and has none", () =>
    Effect.gen(function* () {
      const { host, received } = yield* impostor(Buffer.from("N"), cleartext)
      assert.include(yield* refusal(host, "?sslmode=verify-full"), "does not support TLS")
      assert.strictEqual(received().length, 8)
    })
  )

  it.live("may ask for nothing when there is no password", () =>
    Effect.gen(function* () {
      const { host, received } = yield* impostor(nothing)
      const fiber = yield* Effect.forkScoped(refusal(host, "", "me"))
      yield* eventually(Effect.sync(() => assert.isAbove(received().indexOf("SELECT"), 0)))
      yield* Fiber.interrupt(fiber)
    })
  )
})

describe("a connection to Postgres", () => {
  it("may be read by others unless it is on this machine or must be encrypted", () => {
    const exposed = (url: string) => isExposed(Redacted.make(`postgres://me:secret@${url}`))
    for (const url of [
      "10.0.0.7/cast",
      "db.example/cast?sslmode=prefer",
      "localhost/cast?host=db.example",
      "db.example/cast?sslmode=require&sslmode=disable"
    ]) {
      assert.isTrue(exposed(url), url)
    }
    for (const url of [
      "localhost/cast",
      "127.0.0.1:5433/cast",
      "[::1]/cast",
      "db.example/cast?sslmode=verify-full",
      "db.example/cast?host=/run/postgresql"
    ]) {
      assert.isFalse(exposed(url), url)
    }
  })
})
