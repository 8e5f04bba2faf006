import { assert, describe, it } from "@effect/vitest"
import * as TokenBucket from "../../src/sockets/TokenBucket.ts"

const rate = { burst: 10, perSecond: 5 }

describe("TokenBucket", () => {
  it("a burst costs no wait, and what is more waits for its rate", () => {
    const spent = TokenBucket.take(TokenBucket.full(rate, 0), 10, rate, 0)
    assert.strictEqual(TokenBucket.debtMillis(spent, rate), 0)
    const overdrawn = TokenBucket.take(spent, 1, rate, 0)
    assert.strictEqual(TokenBucket.debtMillis(overdrawn, rate), 200)
    const later = TokenBucket.take(overdrawn, 1, rate, 400)
    assert.strictEqual(TokenBucket.debtMillis(later, rate), 0)
  })

  it("what was saved is never more than a burst", () => {
    const saved = TokenBucket.take(TokenBucket.full(rate, 0), 11, rate, 3_600_000)
    assert.strictEqual(TokenBucket.debtMillis(saved, rate), 200)
  })

  it("a clock that goes back gives and takes nothing", () => {
    const spent = TokenBucket.take(TokenBucket.full(rate, 5000), 10, rate, 5000)
    assert.strictEqual(TokenBucket.take(spent, 0, rate, 0).tokens, 0)
  })
})
