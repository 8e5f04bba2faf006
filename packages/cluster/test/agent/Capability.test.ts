import { assert, layer } from "@effect/vitest"
import { Clock, type Duration, Effect, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as Agent from "../../src/agent/Agent.ts"
import * as Capability from "../../src/agent/Capability.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"

class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}

/** What a task does: answers, or fails in one of these ways. */
const contract = {
  input: Schema.Literals(["answer", "crash", "break", "hang"]),
  success: Schema.String,
  error: Broken
} as const

/** An agent that answers with its name and version. */
const speaker = (
  name: string,
  capability: string,
  details: {
    readonly cost?: number
    readonly version?: number
    readonly replayWindow?: Duration.Input
  } = {}
) => {
  const version = details.version ?? 1
  const dependency = Dependency.make(`${name}'s voice`, {
    circuit: { failures: 2, cooldown: "10 minutes" }
  })
  return Agent.make({
    ...contract,
    name,
    version,
    description: "Speaks",
    capabilities: [capability],
    cost: details.cost ?? 1,
    supervision: {
      deadline: "1 hour",
      restarts: { times: 0, within: "1 minute" },
      replayWindow: details.replayWindow ?? 0,
      circuits: [{ dependency, on: ["Broken"] }]
    }
  })(
    Effect.succeed(
      Effect.fnUntraced(function* (input) {
        if (input === "crash") return yield* Effect.die("crash")
        if (input === "break") return yield* new Broken()
        if (input === "hang") return yield* Effect.never
        return `${name}@${version}`
      })
    )
  )
}

const capability = (name: string, weights: Readonly<Record<string, number>> = {}) =>
  Capability.make({ ...contract, name, weights, deadline: "30 seconds" })

/** Which agents answer, each asked in a workflow of its own. */
const answers = (
  asked: { readonly ask: ReturnType<typeof capability>["ask"] },
  prefix: string,
  count: number
) =>
  Effect.forEach(Array.from({ length: count }), (_, n) =>
    TestKit.runToEnd(asked.ask("speak", "answer")).pipe(TestKit.inRun(`${prefix}-${n}`))
  )

const cheap = { cost: 1 } as const
const expensive = { cost: 5 } as const

const agents = {
  byCost: [speaker("Expensive", "by cost", expensive), speaker("Cheap", "by cost", cheap)],
  byErrors: [speaker("Crashing", "by errors", cheap), speaker("Spare", "by errors", expensive)],
  byCircuit: [speaker("Cut", "by circuit", cheap), speaker("Whole", "by circuit", expensive)],
  byLoad: [speaker("Busy", "by load", cheap), speaker("Idle", "by load", expensive)],
  byWeight: [speaker("Old", "by weight", cheap), speaker("New", "by weight", expensive)],
  byVersion: [
    speaker("Voice", "by version"),
    speaker("Voice", "by version", { version: 2 }),
    speaker("Voice", "by version", { version: 3 })
  ],
  byLetters: [
    speaker("Waiting", "by letters", { cost: 1, replayWindow: "1 hour" }),
    speaker("Answering", "by letters", expensive)
  ],
  alone: [speaker("Lonely", "alone")],
  slow: [speaker("Slow", "slow")]
} as const

const [first, ...others] = Object.values(agents).flatMap((some) => some.map((agent) => agent.layer))
assert(first !== undefined)

layer(Layer.mergeAll(first, ...others).pipe(Layer.provideMerge(TestKit.layer)))(
  "a task for a capability",
  (it) => {
    it.effect("goes to the cheapest of equally healthy agents", () =>
      Effect.gen(function* () {
        const chosen = yield* answers(capability("by cost"), "cost", 5)
        assert.deepStrictEqual(new Set(chosen), new Set(["Cheap@1"]))
      })
    )

    it.effect("passes over an agent of whose tasks half fail, until it has recovered", () =>
      Effect.gen(function* () {
        const [crashing] = agents.byErrors
        for (let n = 0; n < 3; n++) {
          yield* TestKit.runToEnd(Effect.flip(crashing.ask(`task-${n}`, "crash")))
        }
        assert.deepStrictEqual(yield* answers(capability("by errors"), "unhealthy", 1), ["Spare@1"])
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(yield* answers(capability("by errors"), "healthy", 1), [
          "Crashing@1"
        ])
      }).pipe(TestKit.inRun("errors"))
    )

    it.effect("passes over an agent whose failed tasks still wait for a replay", () =>
      Effect.gen(function* () {
        const [waiting] = agents.byLetters
        for (let n = 0; n < 3; n++) {
          yield* Effect.forkChild(waiting.ask(`task-${n}`, "crash"), { startImmediately: true })
        }
        yield* TestKit.runToEnd(Effect.sleep("1 second"))
        assert.deepStrictEqual(yield* answers(capability("by letters"), "letters", 1), [
          "Answering@1"
        ])
      }).pipe(TestKit.inRun("letters"))
    )

    it.effect("passes over an agent whose dependency is down", () =>
      Effect.gen(function* () {
        const [cut] = agents.byCircuit
        for (let n = 0; n < 2; n++) {
          yield* TestKit.runToEnd(Effect.flip(cut.ask(`task-${n}`, "break")))
        }
        const chosen = yield* answers(capability("by circuit"), "circuit", 5)
        assert.deepStrictEqual(new Set(chosen), new Set(["Whole@1"]))
      }).pipe(TestKit.inRun("circuit"))
    )

    it.effect("goes to an unhealthy agent when there is no other", () =>
      Effect.gen(function* () {
        const [lonely] = agents.alone
        for (let n = 0; n < 3; n++) {
          yield* TestKit.runToEnd(Effect.flip(lonely.ask(`task-${n}`, "crash")))
        }
        assert.deepStrictEqual(yield* answers(capability("alone"), "alone", 1), ["Lonely@1"])
      }).pipe(TestKit.inRun("alone"))
    )

    it.effect("goes to an idle agent rather than to a cheaper one that is busy", () =>
      Effect.gen(function* () {
        const [busy] = agents.byLoad
        yield* Effect.forkChild(busy.ask("hang", "hang"), { startImmediately: true })
        yield* TestKit.runToEnd(Effect.sleep("1 second"))
        assert.deepStrictEqual(yield* answers(capability("by load"), "load", 1), ["Idle@1"])
      }).pipe(TestKit.inRun("load"))
    )

    it.effect("is shared by weight, whatever the cost, and not by agents without one", () =>
      Effect.gen(function* () {
        const weighted = capability("by weight", { New: 1 })
        assert.deepStrictEqual(
          new Set(yield* answers(weighted, "one-sided", 10)),
          new Set(["New@1"])
        )
        const shared = capability("by weight", { Old: 50, New: 50 })
        assert.deepStrictEqual(
          new Set(yield* answers(shared, "shared", 20)),
          new Set(["Old@1", "New@1"])
        )
      })
    )

    it.effect("goes to the highest version, or to versions by their weights", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* answers(capability("by version"), "highest", 1), ["Voice@3"])
        const split = capability("by version", { "Voice@1": 1, "Voice@2": 1 })
        assert.deepStrictEqual(
          new Set(yield* answers(split, "split", 20)),
          new Set(["Voice@1", "Voice@2"])
        )
      })
    )

    it.effect("is answered once for its step, by the agent that was chosen first", () =>
      Effect.gen(function* () {
        const asked = capability("by weight", { New: 1 }).ask("speak", "answer")
        assert.strictEqual(yield* TestKit.runToEnd(asked), "New@1")
        const again = capability("by weight", { Old: 1 }).ask("speak", "answer")
        assert.strictEqual(yield* TestKit.runToEnd(again), "New@1")
      }).pipe(TestKit.inRun("again"))
    )

    it.effect("fails with the agent's own error", () =>
      Effect.gen(function* () {
        const failed = capability("by cost").ask("speak", "break")
        assert.deepStrictEqual(yield* TestKit.runToEnd(Effect.flip(failed)), new Broken())
      }).pipe(TestKit.inRun("own error"))
    )

    it.effect("fails at its own deadline, although the agent has more time", () =>
      Effect.gen(function* () {
        const before = yield* Clock.currentTimeMillis
        const failure = yield* TestKit.runToEnd(
          Effect.flip(capability("slow").ask("speak", "hang"))
        )
        assert.strictEqual(failure._tag, "DeadlineExceeded")
        // 30 s, and 15 s for a takeover.
        assert.closeTo((yield* Clock.currentTimeMillis) - before, 45_000, 1000)
      }).pipe(TestKit.inRun("deadline"))
    )

    it.effect("that no agent has fails with the name of the capability", () =>
      Effect.gen(function* () {
        const failure = yield* TestKit.runToEnd(
          Effect.flip(capability("dance").ask("tango", "answer"))
        )
        assert(failure._tag === "NoSuchAgent")
        assert.deepInclude({ ...failure }, { agent: "dance", task: "nobody/tango" })
      }).pipe(TestKit.inRun("nobody"))
    )
  }
)
