import { assert, describe, it } from "@effect/vitest"
import { Headers } from "effect/http"
import { isSameOrigin } from "../../src/http/SameOrigin.ts"

describe("SameOrigin", () => {
  const table: ReadonlyArray<
    readonly [origin: string | undefined, host: string | undefined, same: boolean]
  > = [
    ["http://127.0.0.1:4300", "127.0.0.1:4300", true],
    ["http://localhost:4300", "localhost:4300", true],
    ["http://[::1]:4300", "[::1]:4300", true],
    ["https://casts.example", "casts.example", true],
    ["http://casts.example", "casts.example:80", true],
    ["http://Casts.Example:4300", "casts.example:4300", true],
    [undefined, "localhost:4300", true],
    [undefined, undefined, true],
    ["http://evil.example", "localhost:4300", false],
    ["https://localhost:4300", "localhost:4300", false],
    ["https://casts.example", "casts.example:80", false],
    ["https://casts.example:80", "casts.example:80", false],
    ["ftp://casts.example", "casts.example", false],
    ["http://localhost:4301", "localhost:4300", false],
    ["http://localhost", "localhost:4300", false],
    ["http://localhost:4300.evil.example", "localhost:4300", false],
    ["http://evil.example#localhost:4300", "localhost:4300", false],
    ["null", "localhost:4300", false],
    ["", "localhost:4300", false],
    ["file://", "localhost:4300", false],
    ["http://localhost:4300", undefined, false],
    ["nonsense", "also nonsense", false]
  ]

  for (const [origin, host, same] of table) {
    it(`a page of ${origin} ${same ? "may" : "must not"} write to ${host}`, () => {
      const headers = Headers.fromInput({ origin, host })
      assert.strictEqual(isSameOrigin({ headers }), same)
    })
  }

  it("a page of a sibling at another port may write, one at any other port must not", () => {
    const from = (origin: string) =>
      isSameOrigin({ headers: Headers.fromInput({ origin, host: "localhost:4300" }) }, [4301])
    assert.isTrue(from("http://localhost:4301"))
    assert.isFalse(from("http://localhost:4302"))
    assert.isFalse(from("http://127.0.0.1:4301"))
    assert.isFalse(from("https://localhost:4301"))
    assert.isFalse(from("http://evil.example:4301"))
  })

  it("the scheme is the one that the proxy names", () => {
    const through = (forwarded: string, origin: string) =>
      isSameOrigin({
        headers: Headers.fromInput({
          host: "casts.example:8443",
          origin,
          "x-forwarded-proto": forwarded
        })
      })
    assert.isTrue(through("https", "https://casts.example:8443"))
    assert.isTrue(through("HTTPS, http", "https://casts.example:8443"))
    assert.isFalse(through("https", "http://casts.example:8443"))
    assert.isFalse(through("http", "https://casts.example:8443"))
  })
})
