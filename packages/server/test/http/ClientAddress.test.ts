import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { Headers } from "effect/http"
import { clientAddress, networkOf } from "../../src/http/ClientAddress.ts"
import * as TrustedProxies from "../../src/http/TrustedProxies.ts"

const isTrusted = TrustedProxies.make(["10.0.0.0/8", "::1", "fd00::/8"])

const addressOf = (peer: string, forwarded?: string, trusted = isTrusted) =>
  clientAddress(
    {
      headers: Headers.fromInput({
        ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }),
        forwarded: "for=203.0.113.9"
      }),
      remoteAddress: Option.some(peer)
    },
    trusted
  )

describe("the address of a client", () => {
  it("is that of the connection unless a trusted proxy says otherwise", () => {
    assert.strictEqual(addressOf("10.0.0.9"), "10.0.0.9")
    assert.strictEqual(addressOf("198.51.100.1", "192.0.2.1"), "198.51.100.1")
    assert.strictEqual(addressOf("10.0.0.9", "192.0.2.1", TrustedProxies.make([])), "10.0.0.9")
    assert.strictEqual(addressOf("", "192.0.2.1"), "")
  })

  it("is what the first trusted proxy has seen, not what the client has sent to it", () => {
    assert.strictEqual(addressOf("10.0.0.9", "192.0.2.1"), "192.0.2.1")
    assert.strictEqual(addressOf("10.0.0.9", "203.0.113.7, 192.0.2.1"), "192.0.2.1")
    assert.strictEqual(addressOf("10.0.0.9", "203.0.113.7,192.0.2.1,10.0.0.8"), "192.0.2.1")
    assert.strictEqual(addressOf("10.0.0.9", "10.0.0.7, 192.0.2.1"), "192.0.2.1")
    assert.strictEqual(addressOf("10.0.0.9", "10.0.0.7, 10.0.0.8"), "10.0.0.7")
  })

  it("is read whatever the family and the form of the addresses", () => {
    assert.strictEqual(addressOf("::ffff:10.0.0.9", "192.0.2.1:4711"), "192.0.2.1")
    assert.strictEqual(addressOf("::1", "[2001:db8::1]:4711"), "2001:db8::1")
    assert.strictEqual(addressOf("fd12::9", "2001:db8::1"), "2001:db8::1")
  })

  it("is that of the proxy when it names no address", () => {
    for (const forwarded of ["", "unknown", "192.0.2.1, ", "_hidden", "192.0.2.1, 1e3", "::g"]) {
      assert.strictEqual(addressOf("10.0.0.9", forwarded), "10.0.0.9", forwarded)
    }
  })
})

describe("the network of an address", () => {
  it("is an IPv4 address itself, also when it is written as IPv6", () => {
    assert.strictEqual(networkOf("192.0.2.1"), "192.0.2.1")
    assert.strictEqual(networkOf("::ffff:192.0.2.1"), "192.0.2.1")
  })

  it("is the first half of an IPv6 address, however it is written", () => {
    for (const address of [
      "2001:db8:0:1::1",
      "2001:DB8::1:9:9:9:9",
      "2001:0db8:0000:0001:ffff:ffff:ffff:ffff",
      "[2001:db8:0:1::]",
      "2001:db8:0:1::1%eth0"
    ]) {
      assert.strictEqual(networkOf(address), "2001:db8:0:1")
    }
    assert.strictEqual(networkOf("::1"), "0:0:0:0")
    assert.strictEqual(networkOf("::1:2:3:4:5:6:7"), "0:1:2:3")
  })

  it("is anything else as it is", () => {
    assert.strictEqual(networkOf("unknown"), "unknown")
    assert.strictEqual(networkOf(""), "")
  })
})
