import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Schema } from "effect"
import * as Agent from "../../src/agent/Agent.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import { AgentRegistry } from "../../src/registry/AgentRegistry.ts"

const supervision = {
  deadline: "5 minutes",
  restarts: { times: 1, within: "1 minute" }
} as const

/** Bills once, waits for `seconds`, and answers with the number of its activation and the bill. */
const cashier = (role?: string) => {
  const count = { activations: 0, bills: 0 }
  const agent = Agent.make({
    name: "Cashier",
    version: 1,
    description: "Bills once",
    input: Schema.Struct({ seconds: Schema.Int }),
    success: Schema.Struct({ activation: Schema.Int, bill: Schema.Int }),
    error: Schema.Never,
    supervision,
    ...(role === undefined ? {} : { role })
  })(
    Effect.gen(function* () {
      const activation = yield* Effect.sync(() => (count.activations += 1))
      return Effect.fnUntraced(function* ({ seconds }, { once }) {
        const bill = yield* once(
          "bill",
          Schema.Int,
          Effect.sync(() => (count.bills += 1))
        )
        yield* Effect.sleep(seconds * 1000)
        return { activation, bill }
      })
    })
  )
  return { agent, count }
}

const hosting = <E, R>(
  agents: Layer.Layer<never, E, R>,
  kit: Layer.Layer<Layer.Success<typeof TestKit.layer>>
) => Effect.provide(Layer.provideMerge(agents, kit), { local: true })

describe("the test kit", () => {
  it.effect(
    "crashes an activation after the effect that a test names, and the next one answers",
    () => {
      const { agent, count } = cashier()
      return Effect.gen(function* () {
        yield* TestKit.crashAfter("run/pay", "bill")
        const answer = yield* TestKit.runToEnd(agent.ask("pay", { seconds: 0 }))
        assert.deepStrictEqual(answer, { activation: 2, bill: 1 })
        assert.strictEqual(count.bills, 1)
        const { events } = yield* TestKit.Recorded
        assert.deepStrictEqual(yield* events("run/pay"), ["Attempted", "Restarted", "Attempted"])
      }).pipe(TestKit.inRun("run"), hosting(agent.layer, TestKit.layer))
    }
  )

  it.effect("hosts agents of the roles that a test names", () => {
    const { agent } = cashier("web")
    return Effect.gen(function* () {
      const answer = yield* TestKit.runToEnd(agent.ask("pay", { seconds: 0 }))
      assert.strictEqual(answer.activation, 1)
    }).pipe(
      TestKit.inRun("run"),
      hosting(agent.layer, TestKit.layerWith({ roles: ["default", "web"] }))
    )
  })

  it.effect("fails at once, with its name, when an agent is missing or has another role", () => {
    const missing = cashier().agent
    const elsewhere = cashier("web").agent
    return Effect.gen(function* () {
      for (const agent of [missing, elsewhere]) {
        const failure = yield* Effect.flip(agent.ask("pay", { seconds: 0 }))
        assert(failure._tag === "NoSuchAgent")
        assert.deepInclude({ ...failure }, { agent: "Cashier", version: 1, task: "run/pay" })
      }
      const { entries } = yield* TestKit.Recorded
      const statuses = entries.map(({ status }) => status)
      assert.deepStrictEqual(statuses, ["DISPATCHED", "FAILED", "DISPATCHED", "FAILED"])
    }).pipe(TestKit.inRun("run"), hosting(elsewhere.layer, TestKit.layer))
  })

  it.effect("has the hosted agents in its registry, with their load and health", () => {
    const { agent } = cashier()
    return Effect.gen(function* () {
      const registry = yield* AgentRegistry
      const task = yield* Effect.forkChild(TestKit.runToEnd(agent.ask("pay", { seconds: 60 })))
      yield* TestKit.runToEnd(Effect.sleep("10 seconds"))
      const [busy] = yield* registry.all
      assert.deepInclude(busy, { node: "test", running: 1, waiting: 0, latencyMillis: 0 })
      assert.strictEqual(busy?.card.name, "Cashier")
      yield* Fiber.join(task)
      const [idle] = yield* registry.all
      assert.strictEqual(idle?.running, 0)
      assert.isAtLeast(idle?.latencyMillis ?? 0, 60_000)
    }).pipe(TestKit.inRun("run"), hosting(agent.layer, TestKit.layer))
  })

  it.effect("says so when an effect does not end", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(TestKit.runToEnd(Effect.never, { most: "1 minute" }))
      assert(Exit.isFailure(exit))
      assert.include(String(Cause.squash(exit.cause)), "did not end within 60000 ms")
    })
  )
})
