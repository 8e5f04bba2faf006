import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { Headers } from "effect/http"
import { clientAddress, networkOf } from "../../src/http/ClientAddress.ts"

const addressOf = (forwarded: string | undefined, proxies: number) =>
  clientAddress(
    {
      headers: Headers.fromInput(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }),
      remoteAddress: Option.some("10.0.0.9")
    },
    proxies
  )

describe("the address of a client", () => {
  it("is that of the connection when no proxy is in front, whatever it sends", () => {
    assert.strictEqual(addressOf(undefined, 0), "10.0.0.9")
    assert.strictEqual(addressOf("192.0.2.1", 0), "10.0.0.9")
  })

  it("is what the first proxy has seen, not what the client has sent to it", () => {
    assert.strictEqual(addressOf("192.0.2.1", 1), "192.0.2.1")
    assert.strictEqual(addressOf("203.0.113.7, 192.0.2.1", 1), "192.0.2.1")
    assert.strictEqual(addressOf("203.0.113.7, 192.0.2.1, 10.0.0.8", 2), "192.0.2.1")
  })

  it("is that of the connection when a request has not come through the proxies", () => {
    assert.strictEqual(addressOf(undefined, 1), "10.0.0.9")
    assert.strictEqual(addressOf("192.0.2.1", 2), "10.0.0.9")
    assert.strictEqual(addressOf("", 1), "10.0.0.9")
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
