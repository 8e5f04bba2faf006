import diagnostics from "node:diagnostics_channel"
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

/** How many connections were opened in the scope. */
const countedConnections = Effect.gen(function* () {
  let opened = 0
  const count = () => {
    opened++
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => diagnostics.subscribe("undici:client:connected", count)),
    () => Effect.sync(() => diagnostics.unsubscribe("undici:client:connected", count))
  )
  return () => opened
})

const spellings = (...hosts: ReadonlyArray<string>) => hosts.map((host) => `http://${host}/`)

/** Everything that is refused as it is written, before any name is looked up. */
const hostile = [
  ...spellings(
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0x7F.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.01",
    "127.0.0.1.",
    "127.255.255.254",
    "１２７.０.０.１",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "①②⑦.⓪.⓪.①",
    "0",
    "0.0.0.0",
    "0x0",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "3232235777",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "168.63.129.16",
    "0xa83f8110",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:10.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:168.63.129.16]",
    "[::ffff:0:127.0.0.1]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[100::1]",
    "[2001::1]",
    "[2001:0:7f00:1::]",
    "[2001:10::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::]",
    "[3fff::1]",
    "[5f00::1]"
  ),
  "http://169.254.169.254/latest/meta-data/",
  "http:\\\\127.0.0.1\\",
  "http:127.0.0.1",
  "http:///127.0.0.1/",
  "  http://127.0.0.1/",
  "HTTP://127.0.0.1:80/",
  "http://8.8.8.8@127.0.0.1/",
  "http://127.0.0.1#@8.8.8.8/",
  "http://127.0.0.1?@8.8.8.8/",
  "http://8.8.8.8:22/",
  "http://8.8.8.8:6379/",
  "https://8.8.8.8:8443/",
  "file:///etc/passwd",
  "ftp://8.8.8.8/",
  "gopher://8.8.8.8/",
  "data:text/plain,hello",
  "blob:http://8.8.8.8/x",
  "ws://8.8.8.8/",
  "http://user:password@8.8.8.8/",
  "http://:password@8.8.8.8/",
  "//8.8.8.8/",
  "http://[::1%25lo]/",
  "http://[fe80::1%25eth0]/",
  "http://127.0.0.1\u0000.example/",
  "not an address",
  ""
]

/** Names that resolve to this machine or its network, whatever they look like. */
const names = [
  "localhost",
  "LOCALHOST.",
  "127.0.0.1.nip.io",
  "app.localhost",
  "metadata.google.internal",
  "library.internal.",
  "printer.local",
  "evil.test"
]

describe("GuardedHttp", () => {
  it("knows at least 60 forms of an address that it must not reach", () => {
    assert.isAtLeast(new Set(hostile).size, 60)
  })

  for (const url of hostile) {
    it.effect(`refuses ${JSON.stringify(url)} without a connection`, () =>
      Effect.gen(function* () {
        const sockets = yield* countedConnections
        const error = yield* Effect.flip(get(url))
        assert.strictEqual(error._tag, "FetchRefused")
        assert.strictEqual(sockets(), 0)
      }).pipe(Effect.provide(guard(1)))
    )
  }

  for (const name of names) {
    it.effect(`refuses http://${name}/ when it resolves to this machine`, () =>
      Effect.gen(function* () {
        const sockets = yield* countedConnections
        const error = yield* Effect.flip(get(`http://${name}/`))
        assert.deepInclude(error, { _tag: "FetchRefused", reason: "it is not a public address" })
        assert.strictEqual(sockets(), 0)
      }).pipe(Effect.provide(guard(1, answering("127.0.0.1"))))
    )
  }

  it.effect("refuses a redirect into an origin of this machine from another site", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const library = yield* serve((request, response) => {
        requests.push(request.url ?? "")
        response.writeHead(302, { location: "/b" }).end()
      })
      const port = yield* serve((_request, response) =>
        response.writeHead(302, { location: "http://library.internal/secret" }).end()
      )
      const http = GuardedHttp.layerWith({
        local: new Map([
          [news, port],
          ["http://library.internal", library]
        ])
      })
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(get(news))
        assert.deepInclude(error, { _tag: "FetchRefused", reason: "it is not a public address" })
        assert.deepStrictEqual(requests, [])
        const own = yield* Effect.flip(get("http://library.internal/a"))
        assert.strictEqual(own.reason, "it redirects too often")
      }).pipe(Effect.provide(http))
    })
  )

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
