import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AttemptFailure, decide, initial } from "../../src/supervision/SupervisionPolicy.ts"
import type { Supervision } from "../../src/supervision/Supervision.ts"

const supervision: Supervision<string, string> = {
  deadline: "1 minute",
  retry: { on: ["Busy"], times: 2, base: "100 millis", cap: "150 millis" },
  restarts: { times: 1, within: "5 seconds" },
  fallbacks: [{ name: "plain" }, { name: "silent", on: ["Wrong"] }]
}
const failed = (tag: string) => AttemptFailure.Failed({ tag })
const now = 100_000

describe("the policy of supervision", () => {
  it("retries a transient error with growing, capped delays, then falls back", () => {
    const [first, once] = decide(supervision, initial, failed("Busy"), [], now)
    assert.deepStrictEqual(first, { _tag: "Retry", millis: 100 })
    const [second, twice] = decide(supervision, once, failed("Busy"), [], now)
    assert.deepStrictEqual(second, { _tag: "Retry", millis: 150 })
    const [third, next] = decide(supervision, twice, failed("Busy"), [], now)
    assert.deepStrictEqual(third, { _tag: "FallBack", to: "plain", route: 1 })
    assert.deepStrictEqual(next, { route: 1, failures: 0 })
  })

  it("answers with the agent's own error unless a fallback takes it", () => {
    assert.strictEqual(
      decide({ ...supervision, fallbacks: [] }, initial, failed("Wrong"), [], now)[0]._tag,
      "Refuse"
    )
    assert.deepStrictEqual(decide(supervision, initial, failed("Wrong"), [], now)[0], {
      _tag: "FallBack",
      to: "silent",
      route: 2
    })
  })

  it("restarts within the intensity and escalates beyond it", () => {
    const rest = { ...supervision, fallbacks: [] }
    assert.strictEqual(
      decide(rest, initial, AttemptFailure.Crashed(), [now], now)[0]._tag,
      "Restart"
    )
    assert.deepStrictEqual(
      decide(rest, initial, AttemptFailure.Crashed(), [now - 10, now], now)[0],
      {
        _tag: "GiveUp",
        escalated: true
      }
    )
    // An old crash does not count.
    assert.strictEqual(
      decide(rest, initial, AttemptFailure.Crashed(), [now - 5000, now], now)[0]._tag,
      "Restart"
    )
  })

  it("falls back at an open circuit, and gives up without a fallback", () => {
    const rejected = AttemptFailure.Rejected({ dependency: "voice" })
    assert.strictEqual(decide(supervision, initial, rejected, [], now)[0]._tag, "FallBack")
    assert.deepStrictEqual(decide(supervision, { route: 2, failures: 0 }, rejected, [], now)[0], {
      _tag: "GiveUp",
      escalated: false
    })
  })

  it.effect.prop(
    "always ends, and never goes back to an earlier route",
    [Schema.Array(Schema.Literals(["Busy", "Wrong", "Crash", "Open"]))],
    ([failures]) =>
      Effect.sync(() => {
        let state = initial
        const crashes: Array<number> = []
        for (const [index, kind] of [...failures, ...Array(20).fill("Busy")].entries()) {
          const at = now + index
          if (kind === "Crash") crashes.push(at)
          const failure =
            kind === "Crash"
              ? AttemptFailure.Crashed()
              : kind === "Open"
                ? AttemptFailure.Rejected({ dependency: "voice" })
                : failed(String(kind))
          const [decision, next] = decide(supervision, state, failure, crashes, at)
          assert.isAtLeast(next.route, state.route)
          state = next
          if (decision._tag === "Refuse" || decision._tag === "GiveUp") return
        }
        assert.fail("It never ends")
      })
  )
})
