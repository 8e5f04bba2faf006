import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { defaultQuotas, QuotaPolicyFromString } from "../src/QuotaPolicy.ts"

const decode = Schema.decodeUnknownResult(QuotaPolicyFromString)

describe("the policy of quotas", () => {
  it("is the default, except for what is given", () => {
    assert.deepStrictEqual(
      decode("address=100/1h, waiting=5,node=9/30s"),
      Result.succeed({
        ...defaultQuotas,
        address: { limit: 100, windowSeconds: 3600 },
        node: { limit: 9, windowSeconds: 30 },
        waiting: 5
      })
    )
  })

  it("is read back from its own text", () => {
    const text = Schema.encodeSync(QuotaPolicyFromString)(defaultQuotas)
    assert.deepStrictEqual(decode(text), Result.succeed(defaultQuotas))
  })

  it("is refused as a whole when a part of it is wrong", () => {
    for (const text of [
      "",
      "address",
      "address=10",
      "address=0/1h",
      "address=10/25h",
      "address=10/0s",
      "waiting=10/1h",
      "waiting=0",
      "house=1/1h",
      "address=10/1h,",
      "__proto__=1/1h"
    ]) {
      assert.isTrue(Result.isFailure(decode(text)), text)
    }
  })
})
