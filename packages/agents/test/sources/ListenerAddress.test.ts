import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { listenerAddress } from "@aethercast/agents/sources/ListenerAddress"

const accepted = [
  "https://example.com/a?b=c",
  "http://example.com:80/",
  "https://93.184.215.14/",
  "https://[2606:4700::1111]/",
  "https://bücher.example/"
]

const refused: ReadonlyArray<readonly [address: string, reason: string]> = [
  ["http://library.internal/tides/a.md", "it is not a public address"],
  ["http://LIBRARY.internal./tides/a.md", "it is not a public address"],
  ["http://library%2einternal/", "it is not a public address"],
  ["http://library。internal/", "it is not a public address"],
  ["http://ｌｉｂｒａｒｙ.internal/", "it is not a public address"],
  ["http://localhost/", "it is not a public address"],
  ["http://printer.local/", "it is not a public address"],
  ["http://intranet/", "it is not a public address"],
  ["http://127.1/", "it is not a public address"],
  ["http://[::1]/", "it is not a public address"],
  ["http://168.63.129.16/", "it is not a public address"],
  ["http://example.com:4300/", "its port is unusual"],
  ["http://a@example.com/", "it carries credentials"],
  ["ftp://example.com/", "it is not an http address"],
  ["javascript:alert(1)", "it is not an http address"],
  ["example", "it is not an address"],
  [`https://example.com/${"a".repeat(2048)}`, "it is too long"]
]

describe("ListenerAddress", () => {
  for (const address of accepted) {
    it(`accepts ${address}`, () => {
      assert.isTrue(Result.isSuccess(listenerAddress(address)))
    })
  }

  for (const [address, reason] of refused) {
    it(`refuses ${address.slice(0, 60)}`, () => {
      assert.deepStrictEqual(listenerAddress(address), Result.fail(reason))
    })
  }
})
