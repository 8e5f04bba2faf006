import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { decide, start, AttemptFailure } from "../../src/supervision/SupervisionPolicy.ts"
import type { Supervision } from "../../src/supervision/Supervision.ts"

const supervision: Supervision<string, string> = {
  deadline: "1 minute",
  retry: { on: ["Busy"], times: 2, base: "100 millis", cap: "150 millis" },
  restarts: { times: 1, within: "5 seconds" },
  fallbacks: [{ name: "plain" }, { name: "silent", on: ["Wrong"] }]
}
const failed = (tag: string) => AttemptFailure.Failed({ tag })
const now = 100_000

describe("supervision", () => {
  it("tries a passing error again with growing, capped pauses, then falls back", () => {
    const [first, once] = decide(supervision, start, failed("Busy"), [], now)
    assert.deepStrictEqual(first, { _tag: "Retry", millis: 100 })
    const [second, twice] = decide(supervision, once, failed("Busy"), [], now)
    assert.deepStrictEqual(second, { _tag: "Retry", millis: 150 })
    const [third, next] = decide(supervision, twice, failed("Busy"), [], now)
    assert.deepStrictEqual(third, { _tag: "FallBack", to: "plain", route: 1 })
    assert.deepStrictEqual(next, { route: 1, failures: 0 })
  })

  it("answers with an error of the agent's own unless a fallback takes it", () => {
    assert.strictEqual(
      decide({ ...supervision, fallbacks: [] }, start, failed("Wrong"), [], now)[0]._tag,
      "Refuse"
    )
    assert.deepStrictEqual(decide(supervision, start, failed("Wrong"), [], now)[0], {
      _tag: "FallBack",
      to: "silent",
      route: 2
    })
  })

  it("restarts within the intensity and escalates beyond it", () => {
    const rest = { ...supervision, fallbacks: [] }
    assert.strictEqual(decide(rest, start, AttemptFailure.Crashed(), [now], now)[0]._tag, "Restart")
    assert.deepStrictEqual(decide(rest, start, AttemptFailure.Crashed(), [now - 10, now], now)[0], {
      _tag: "GiveUp",
      escalated: true
    })
    // An old crash is forgiven.
    assert.strictEqual(
      decide(rest, start, AttemptFailure.Crashed(), [now - 5000, now], now)[0]._tag,
      "Restart"
    )
  })

  it("goes around an open circuit, and gives up when there is no route around", () => {
    const rejected = AttemptFailure.Rejected({ dependency: "voice" })
    assert.strictEqual(decide(supervision, start, rejected, [], now)[0]._tag, "FallBack")
    assert.deepStrictEqual(decide(supervision, { route: 2, failures: 0 }, rejected, [], now)[0], {
      _tag: "GiveUp",
      escalated: false
    })
  })

  it.effect.prop(
    "ends whatever goes wrong, and never goes back to an earlier route",
    [Schema.Array(Schema.Literals(["Busy", "Wrong", "Crash", "Open"]))],
    ([troubles]) =>
      Effect.sync(() => {
        let standing = start
        const crashes: Array<number> = []
        for (const [index, kind] of [...troubles, ...Array(20).fill("Busy")].entries()) {
          const at = now + index
          if (kind === "Crash") crashes.push(at)
          const trouble =
            kind === "Crash"
              ? AttemptFailure.Crashed()
              : kind === "Open"
                ? AttemptFailure.Rejected({ dependency: "voice" })
                : failed(String(kind))
          const [verdict, next] = decide(supervision, standing, trouble, crashes, at)
          assert.isAtLeast(next.route, standing.route)
          standing = next
          if (verdict._tag === "Refuse" || verdict._tag === "GiveUp") return
        }
        assert.fail("It went on for ever")
      })
  )
})
