import type { LookupFunction } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { isPublicAddress } from "@aethercast/agents/sources/PublicAddress"
import { serve } from "./LibraryHarness.ts"

const news = "http://news.test"

const guard = (port: number, lookup?: LookupFunction) =>
  GuardedHttp.layerWith({
    local: new Map([[news, port]]),
    ...(lookup === undefined ? {} : { lookup })
  })

const get = (url: string) => GuardedHttp.use((http) => http.get(url))

const answering =
  (...addresses: ReadonlyArray<string>): LookupFunction =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
    )

const hostile = [
  "http://127.0.0.1/",
  "http://localhost/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://017700000001/",
  "http://127.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[fe80::1]/",
  "http://[fd00::1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://100.64.0.1/",
  "http://10.0.0.1/",
  "http://192.168.1.1/",
  "http://8.8.8.8:22/",
  "https://8.8.8.8:8443/",
  "file:///etc/passwd",
  "ftp://8.8.8.8/",
  "gopher://8.8.8.8/",
  "http://user:password@8.8.8.8/",
  "//8.8.8.8/",
  "not an address",
  ""
]

describe("GuardedHttp", () => {
  for (const url of hostile) {
    it.effect(`refuses ${JSON.stringify(url)}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(get(url))
        assert.strictEqual(error._tag, "FetchRefused")
      }).pipe(Effect.provide(guard(1)))
    )
  }

  it.effect("reaches a local origin under its own name only", () =>
    Effect.gen(function* () {
      const userAgents: Array<string | undefined> = []
      const port = yield* serve((request, response) => {
        userAgents.push(request.headers["user-agent"])
        response.end("hello")
      })
      yield* Effect.gen(function* () {
        const answer = yield* get(`${news}/a`)
        assert.strictEqual(Buffer.from(answer.body).toString(), "hello")
        assert.strictEqual(answer.url, `${news}/a`)
        assert.match(userAgents[0] ?? "", /^Aethercast\//)
        for (const url of [
          `http://127.0.0.1:${port}/`,
          `http://localhost:${port}/`,
          `${news}:${port}/`
        ]) {
          assert.strictEqual((yield* Effect.flip(get(url)))._tag, "FetchRefused")
        }
        assert.strictEqual(userAgents.length, 1)
      }).pipe(Effect.provide(guard(port)))
    })
  )

  it.effect("refuses a redirect to the local machine", () =>
    Effect.gen(function* () {
      let isBroken = false
      const secret = yield* serve((_request, response) => {
        isBroken = true
        response.end("secret")
      })
      for (const location of [
        `http://127.0.0.1:${secret}/`,
        "http://[::1]/",
        "file:///etc/passwd"
      ]) {
        const port = yield* serve((_request, response) =>
          response.writeHead(302, { location }).end()
        )
        const error = yield* Effect.flip(get(news)).pipe(Effect.provide(guard(port)))
        assert.strictEqual(error._tag, "FetchRefused")
      }
      assert.isFalse(isBroken)
    })
  )

  it.effect("follows five redirects and not six", () =>
    Effect.gen(function* () {
      const port = yield* serve((request, response) => {
        const left = Number(request.url?.slice(1))
        if (left === 0) response.end("there")
        else response.writeHead(301, { location: `/${left - 1}` }).end()
      })
      yield* Effect.gen(function* () {
        assert.strictEqual((yield* get(`${news}/5`)).url, `${news}/0`)
        assert.strictEqual((yield* Effect.flip(get(`${news}/6`))).reason, "it redirects too often")
      }).pipe(Effect.provide(guard(port)))
    })
  )

  for (const addresses of [["127.0.0.1"], ["::1"], ["93.184.215.14", "10.0.0.1"], []]) {
    it.effect(`refuses a name that is looked up as [${addresses.join(", ")}]`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(get("http://evil.test/"))
        assert.deepInclude(error, { _tag: "FetchRefused", reason: "it is not a public address" })
      }).pipe(Effect.provide(guard(1, answering(...addresses))))
    )
  }

  it.effect("refuses a name that resolves to a public address first and a private one later", () =>
    Effect.gen(function* () {
      const firstLookup = yield* Deferred.make<void>()
      let times = 0
      const rebinding: LookupFunction = (host, options, done) => {
        times++
        Deferred.doneUnsafe(firstLookup, Effect.void)
        answering(times === 1 ? "2600::bad:1" : "127.0.0.1")(host, options, done)
      }
      yield* Effect.gen(function* () {
        const first = yield* Effect.forkChild(get("http://evil.test/"))
        yield* Deferred.await(firstLookup)
        yield* Fiber.interrupt(first)
        const error = yield* Effect.flip(get("http://evil.test/"))
        assert.deepInclude(error, { _tag: "FetchRefused", reason: "it is not a public address" })
      }).pipe(Effect.provide(guard(1, rebinding)))
    })
  )

  it.effect("stops reading at 2 MB", () =>
    Effect.gen(function* () {
      let written = 0
      const port = yield* serve((_request, response) => {
        const pump = () => {
          if (response.destroyed) return
          written += 65_536
          response.write(Buffer.alloc(65_536), () => setImmediate(pump))
        }
        pump()
      })
      const error = yield* Effect.flip(get(news)).pipe(Effect.provide(guard(port)))
      assert.deepInclude(error, { _tag: "FetchRefused", reason: "it is larger than 2 MB" })
      assert.isBelow(written, 16 * 1024 * 1024)
    })
  )

  it.effect("fails when the site closes the connection", () =>
    Effect.gen(function* () {
      const port = yield* serve((request) => request.socket.destroy())
      const error = yield* Effect.flip(get(news)).pipe(Effect.provide(guard(port)))
      assert.strictEqual(error._tag, "FetchFailed")
    })
  )

  const publicAddresses = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"]
  it("tells public addresses from others", () => {
    assert.deepStrictEqual(publicAddresses.filter(isPublicAddress), publicAddresses)
    assert.isFalse(isPublicAddress("fe80::1%eth0"))
    assert.isFalse(isPublicAddress("example.com"))
  })
})
