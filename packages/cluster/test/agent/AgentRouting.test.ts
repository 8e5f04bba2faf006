import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as AgentRouting from "../../src/agent/internal/AgentRouting.ts"
import { LocalAgents } from "../../src/agent/LocalAgents.ts"
import { AgentCard } from "../../src/registry/AgentCard.ts"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"
import { AgentRegistry } from "../../src/registry/AgentRegistry.ts"
import { Ramp } from "../../src/registry/Ramp.ts"
import { Ramps } from "../../src/registry/Ramps.ts"
import { WorkflowRun } from "../../src/workflow/WorkflowRun.ts"

const card = (name: string, version: number) =>
  new AgentCard({
    name,
    version,
    description: "",
    capabilities: ["speak"],
    dependencies: [],
    role: "default",
    cost: 0
  })

const voice = { name: "Voice", version: 1, role: "default" }
const speaking = { ...voice, name: "speak", capability: { name: "speak", weights: {} } }

/** The routing of a node that serves no agents, in a cluster that serves `cards`. */
const routing = Effect.fnUntraced(function* (cards: ReadonlyArray<AgentCard>) {
  const registered = yield* Ref.make(cards)
  const registry = AgentRegistry.layerMemory({
    name: "other",
    cards: Ref.get(registered),
    load: Effect.succeed(new Map()),
    circuits: Effect.succeed(new Map()),
    ramps: Effect.succeed([])
  })
  const context = yield* Layer.build(
    registry.pipe(
      Layer.provideMerge(Layer.mergeAll(AgentHealth.layer, LocalAgents.layer, Ramps.layerMemory))
    )
  )
  const { choose, versionsFor } = yield* Effect.provideContext(AgentRouting.make, context)
  const ramps = yield* Effect.provideContext(Ramps, context)
  return { choose, versionsFor, ramps, register: (card: AgentCard) => Ref.set(registered, [card]) }
})

const run = (versions: Readonly<Record<string, number>> = {}) =>
  WorkflowRun.make({ workflowId: "run", entityId: "run", priority: 5, versions })

describe("the routing of a task", () => {
  it.effect("waits for an agent, or for one with a capability, that registers within 10 s", () =>
    Effect.gen(function* () {
      for (const target of [voice, speaking]) {
        const { choose, register } = yield* routing([])
        const chosen = yield* Effect.forkChild(choose(target, yield* run()), {
          startImmediately: true
        })
        yield* TestClock.adjust("9 seconds")
        yield* register(card("Voice", 1))
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Fiber.join(chosen), { name: "Voice", version: 1 })
      }
    })
  )

  it.effect("fails after 10 s with the agent or the capability that no node serves", () =>
    Effect.gen(function* () {
      for (const target of [voice, speaking]) {
        const { choose } = yield* routing([])
        const chosen = yield* Effect.forkChild(Effect.flip(choose(target, yield* run())))
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual(yield* Fiber.join(chosen), { name: target.name, version: 1 })
      }
    })
  )

  it.effect("keeps to the version that the run began with", () =>
    Effect.gen(function* () {
      const { choose } = yield* routing([card("Voice", 1), card("Voice", 2)])
      assert.strictEqual((yield* choose(voice, yield* run())).version, 2)
      assert.strictEqual((yield* choose(voice, yield* run({ Voice: 1 }))).version, 1)
    })
  )

  it.effect("follows a ramp when a run begins", () =>
    Effect.gen(function* () {
      const { ramps, versionsFor } = yield* routing([card("Voice", 1), card("Voice", 2)])
      const ramp = { kind: "agent", name: "Voice", from: 1, to: 2, changedAt: 0 } as const
      yield* ramps.set(new Ramp({ ...ramp, percent: 0 }))
      assert.deepStrictEqual(yield* versionsFor("run"), { Voice: 1 })
      yield* ramps.set(new Ramp({ ...ramp, percent: 100 }))
      assert.deepStrictEqual(yield* versionsFor("run"), { Voice: 2 })
    })
  )
})
