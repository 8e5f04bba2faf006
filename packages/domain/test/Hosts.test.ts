import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { hostCount, hostsOf } from "../src/Hosts.ts"
import { Cast, castHosts, castSpeaker } from "../src/Voice.ts"

const voice = { id: "slt", gender: "female", pace: 163 } as const

describe("Hosts", () => {
  it("are as many as the style usually has, or as were asked for where it can have them", () => {
    assert.strictEqual(hostCount("conversation"), 2)
    assert.strictEqual(hostCount("lecture"), 1)
    assert.strictEqual(hostCount("debate", 4), 4)
    assert.strictEqual(hostCount("debate", 1), 2)
    assert.strictEqual(hostCount("lecture", 3), 1)
  })

  it("join in the same order", () => {
    assert.deepStrictEqual(hostsOf(1), ["host"])
    assert.deepStrictEqual(hostsOf(3), ["host", "guest", "expert"])
  })

  it("of an older cast are its two", () => {
    const cast = Schema.decodeSync(Cast)({ host: voice, guest: voice })
    assert.deepStrictEqual(castHosts(cast), ["host", "guest"])
  })

  it("say what was written for one who is not there", () => {
    const alone = Schema.decodeSync(Cast)({ host: voice })
    assert.strictEqual(castSpeaker(alone, "guest"), "host")
    assert.strictEqual(castSpeaker(alone, "host"), "host")
  })
})
