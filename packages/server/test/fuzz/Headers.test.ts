import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Headers } from "effect/http"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"
import { isAllowedHost } from "../../src/http/AllowedHosts.ts"
import * as ByteRange from "../../src/http/ByteRange.ts"
import * as ContentCoding from "../../src/http/ContentCoding.ts"
import { isSameOrigin } from "../../src/http/SameOrigin.ts"

/** A header that is nearly right, or not at all, of up to 16 KiB. */
const header = (random: Random, samples: ReadonlyArray<string>): string => {
  switch (random.int(4)) {
    case 0:
      return random.text(40)
    case 1:
      return (
        random.pick(samples) +
        random.pick([" ", "\t", ",", ";", "-", "1", "="]).repeat(random.int(16_000))
      )
    default:
      return random.mutate(Buffer.from(random.pick(samples))).toString("latin1")
  }
}

const ranges = [
  "bytes=0-",
  "bytes=0-99",
  "bytes=-500",
  "bytes=5-10,20-30",
  "bytes= 1 - 2 ",
  "lines=1-2"
]
const codings = ["gzip, deflate, br", "br;q=0, gzip;q=0.5", "*;q=0", "identity;q=1.0, *"]
const hosts = ["localhost:4300", "127.0.0.1", "[::1]:80", "casts.example", "evil.example@localhost"]
const origins = ["http://localhost:4300", "https://casts.example", "null", "http://[::1]:80"]

describe("headers", () => {
  it.live("any Range gives a part of the file, the whole, or none", () =>
    run({
      inputs: 12_000,
      make: (random) => ({ value: header(random, ranges), size: random.int(1000) }),
      show: ({ size, value }) => `${JSON.stringify(value)} of ${size}`,
      feed: ({ size, value }) =>
        Effect.sync(() => {
          const range = ByteRange.parse(value, size)
          if (range._tag !== "Part") return
          assert.isTrue(0 <= range.first && range.first <= range.last && range.last < size)
        })
    })
  )

  it.live("any Accept-Encoding gives a coding that is available", () =>
    run({
      inputs: 8000,
      make: (random) => header(random, codings),
      show: JSON.stringify,
      feed: (value) =>
        Effect.sync(() =>
          assert.notStrictEqual(
            ContentCoding.choose(value, (coding) => coding !== "br"),
            "br"
          )
        )
    })
  )

  it.live("no Host but those that are known is this server's", () =>
    run({
      inputs: 8000,
      make: (random) => header(random, hosts),
      show: JSON.stringify,
      feed: (value) =>
        Effect.sync(() => {
          if (!isAllowedHost(value, ["casts.example"])) return
          const { hostname } = new URL(`http://${value}`)
          assert.match(hostname, /^(?:localhost\.?|casts\.example\.?|[\d.]+|\[[0-9a-f:.]+\])$/)
        })
    })
  )

  it.live("an Origin is the same only if its host and its port are", () =>
    run({
      inputs: 8000,
      make: (random) => ({
        host: header(random, hosts),
        origin: header(random, origins),
        ...(random.oneIn(3)
          ? { "x-forwarded-proto": header(random, ["https", "http, https"]) }
          : {})
      }),
      show: JSON.stringify,
      feed: (values) =>
        Effect.sync(() => {
          if (!isSameOrigin({ headers: Headers.fromInput(values) })) return
          const { host, protocol } = new URL(values.origin)
          assert.strictEqual(new URL(`${protocol}//${values.host}`).host, host)
        })
    })
  )
})
