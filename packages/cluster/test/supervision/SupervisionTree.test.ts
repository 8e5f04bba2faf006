import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Schema } from "effect"
import * as Agent from "../../src/agent/Agent.ts"
import type { TaskDispatcher } from "../../src/agent/TaskDispatcher.ts"
import type { LocalAgents } from "../../src/agent/LocalAgents.ts"
import type { IdempotencyStore } from "../../src/agent/IdempotencyStore.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import type { WorkflowRun } from "../../src/workflow/WorkflowRun.ts"

/** What an attempt of an agent does: asks its children and answers, or fails in one of these ways. */
const Action = Schema.Literals(["succeed", "busy", "wrong", "crash"])

const node = {
  /** The actions of its attempts, in order; all later ones succeed. */
  actions: Schema.Array(Action).check(Schema.isMaxLength(6)),
  retries: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  restarts: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  fallsBack: Schema.Boolean,
  degrades: Schema.Boolean
}
const Leaf = Schema.Struct(node)
const Branch = Schema.Struct({
  ...node,
  children: Schema.Array(Leaf).check(Schema.isMaxLength(2))
})
const Trunk = Schema.Struct({
  ...node,
  children: Schema.Array(Branch).check(Schema.isMaxLength(2))
})

interface Tree {
  readonly actions: ReadonlyArray<typeof Action.Type>
  readonly retries: number
  readonly restarts: number
  readonly fallsBack: boolean
  readonly degrades: boolean
  readonly children?: ReadonlyArray<Tree>
}

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}
class Wrong extends Schema.TaggedError<Wrong>()("Wrong", {}) {}
/** A child failed, and this agent needs its answer. */
class ChildFailed extends Schema.TaggedError<ChildFailed>()("ChildFailed", {}) {}

/** The answer of the root, and every attempt in the tree, in order. */
interface Outcome {
  readonly answer: string
  readonly attempts: ReadonlyArray<string>
}

/** The tree as agents, each in a layer of its own, and the task of its root. */
const agentsOf = (
  tree: Tree,
  name: string,
  attempts: Array<string>
): {
  readonly layer: Layer.Layer<never, never, LocalAgents | IdempotencyStore | TaskDispatcher>
  readonly ask: Effect.Effect<string, never, TaskDispatcher | WorkflowRun>
} => {
  const children = (tree.children ?? []).map((child, n) => agentsOf(child, `${name}${n}`, attempts))
  const remaining = [...tree.actions]
  const agent = Agent.make({
    name,
    version: 1,
    description: "An agent in a random tree",
    input: Schema.String,
    success: Schema.String,
    error: Schema.Union([Busy, Wrong, ChildFailed]),
    supervision: {
      deadline: "20 minutes",
      retry: { on: ["Busy"], times: tree.retries, base: "1 millis", cap: "2 millis" },
      restarts: { times: tree.restarts, within: "1 hour" },
      fallbacks: tree.fallsBack ? [{ name: "fallback" }] : []
    },
    ...(tree.degrades ? { degraded: () => "degraded" } : {})
  })(
    Effect.succeed(
      Effect.fnUntraced(function* (_: string, { fallback }: Agent.AgentContext<"fallback">) {
        attempts.push(`${name} ${fallback ?? "itself"}`)
        const action = remaining.shift() ?? "succeed"
        if (action === "busy") return yield* new Busy()
        if (action === "wrong") return yield* new Wrong()
        if (action === "crash") return yield* Effect.die("crash")
        for (const child of children) {
          const answer = yield* child.ask
          if (answer !== "succeed" && answer !== "degraded") return yield* new ChildFailed()
        }
        return "succeed"
      })
    )
  )
  return {
    layer: children.reduce<
      Layer.Layer<never, never, LocalAgents | IdempotencyStore | TaskDispatcher>
    >((all, child) => Layer.merge(all, child.layer), agent.layer),
    ask: Effect.map(
      Effect.result(agent.ask(`ask ${name}`, "start")),
      Result.match({ onSuccess: (answer) => answer, onFailure: ({ _tag }) => _tag })
    )
  }
}

/** A model of the runtime: what each agent does, attempt by attempt. A task is answered once. */
const model = (tree: Tree): Outcome => {
  const attempts: Array<string> = []
  const answers = new Map<string, string>()
  const crashes = new Map<string, number>()

  const ask = (node: Tree, name: string): string => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = execute(node, name, [...node.actions])
    answers.set(name, answer)
    return answer
  }

  const execute = (node: Tree, name: string, actions: Array<string>): string => {
    const end = (error: string) => (node.degrades ? "degraded" : error)
    for (const route of node.fallsBack ? ["itself", "fallback"] : ["itself"]) {
      const isLast = route === "fallback" || !node.fallsBack
      let failures = 0
      for (;;) {
        attempts.push(`${name} ${route}`)
        const action = actions.shift() ?? "succeed"
        if (action === "wrong") return "Wrong"
        if (action === "succeed") {
          const childFailed = (node.children ?? []).some((child, n) => {
            const answer = ask(child, `${name}${n}`)
            return answer !== "succeed" && answer !== "degraded"
          })
          return childFailed ? "ChildFailed" : "succeed"
        }
        if (action === "busy") {
          failures += 1
          if (failures <= node.retries) continue
          if (isLast) return end("Busy")
          break
        }
        const crashed = (crashes.get(name) ?? 0) + 1
        crashes.set(name, crashed)
        if (crashed <= node.restarts) continue
        if (isLast) return end("AgentCrashed")
        break
      }
    }
    throw new Error("Every route ends")
  }
  const answer = ask(tree, "root")
  return { answer, attempts }
}

describe("a tree of supervised agents", () => {
  it.effect.prop(
    "behaves as the model, attempt by attempt",
    [Trunk],
    ([tree]) =>
      Effect.gen(function* () {
        const attempts: Array<string> = []
        const agents = agentsOf(tree, "root", attempts)
        const answer = yield* TestKit.runToEnd(TestKit.inRun("tree")(agents.ask)).pipe(
          Effect.provide(agents.layer.pipe(Layer.provideMerge(TestKit.layer)), { local: true })
        )
        assert.deepStrictEqual({ answer, attempts }, model(tree))
      }),
    { arbitrary: { runs: 60 } }
  )
})
