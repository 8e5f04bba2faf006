import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Schema } from "effect"
import * as Agent from "../../src/agent/Agent.ts"
import type { TaskDispatcher } from "../../src/agent/TaskDispatcher.ts"
import type { LocalAgents } from "../../src/agent/LocalAgents.ts"
import type { IdempotencyStore } from "../../src/agent/IdempotencyStore.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import type { WorkflowRun } from "../../src/workflow/WorkflowRun.ts"

/** What an attempt of a node does before it asks its children. */
const Deed = Schema.Literals(["well", "busy", "wrong", "crash"])

const node = {
  /** The deeds of its attempts in order; all later ones go well. */
  deeds: Schema.Array(Deed).check(Schema.isMaxLength(6)),
  retries: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  restarts: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  falls: Schema.Boolean,
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
  readonly deeds: ReadonlyArray<typeof Deed.Type>
  readonly retries: number
  readonly restarts: number
  readonly falls: boolean
  readonly degrades: boolean
  readonly children?: ReadonlyArray<Tree>
}

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}
class Wrong extends Schema.TaggedError<Wrong>()("Wrong", {}) {}
/** A child failed, and this node does not go on without it. */
class Orphaned extends Schema.TaggedError<Orphaned>()("Orphaned", {}) {}

/** How a node answered, and every attempt in the tree, in order. */
interface Played {
  readonly answer: string
  readonly attempts: ReadonlyArray<string>
}

/** The tree as agents, each in a layer of its own, and the question to its root. */
const plant = (
  tree: Tree,
  name: string,
  attempts: Array<string>
): {
  readonly layer: Layer.Layer<never, never, LocalAgents | IdempotencyStore | TaskDispatcher>
  readonly ask: Effect.Effect<string, never, TaskDispatcher | WorkflowRun>
} => {
  const children = (tree.children ?? []).map((child, n) => plant(child, `${name}${n}`, attempts))
  const left = [...tree.deeds]
  const agent = Agent.make({
    name,
    version: 1,
    description: "A node of a random tree",
    input: Schema.String,
    success: Schema.String,
    error: Schema.Union([Busy, Wrong, Orphaned]),
    supervision: {
      deadline: "20 minutes",
      retry: { on: ["Busy"], times: tree.retries, base: "1 millis", cap: "2 millis" },
      restarts: { times: tree.restarts, within: "1 hour" },
      fallbacks: tree.falls ? [{ name: "plan b" }] : []
    },
    ...(tree.degrades ? { degraded: () => "degraded" } : {})
  })(
    Effect.succeed(
      Effect.fnUntraced(function* (_: string, { fallback }: Agent.AgentContext<"plan b">) {
        attempts.push(`${name} ${fallback ?? "itself"}`)
        const deed = left.shift() ?? "well"
        if (deed === "busy") return yield* new Busy()
        if (deed === "wrong") return yield* new Wrong()
        if (deed === "crash") return yield* Effect.die("crash")
        for (const child of children) {
          const answer = yield* child.ask
          if (answer !== "well" && answer !== "degraded") return yield* new Orphaned()
        }
        return "well"
      })
    )
  )
  return {
    layer: children.reduce<
      Layer.Layer<never, never, LocalAgents | IdempotencyStore | TaskDispatcher>
    >((all, child) => Layer.merge(all, child.layer), agent.layer),
    ask: Effect.map(
      Effect.result(agent.ask(`ask ${name}`, "go")),
      Result.match({ onSuccess: (answer) => answer, onFailure: ({ _tag }) => _tag })
    )
  }
}

/** The same by hand: what each node does, attempt by attempt. An answer, once given, stays. */
const model = (tree: Tree): Played => {
  const attempts: Array<string> = []
  const answers = new Map<string, string>()
  const crashes = new Map<string, number>()

  const ask = (node: Tree, name: string): string => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = play(node, name, [...node.deeds])
    answers.set(name, answer)
    return answer
  }

  const play = (node: Tree, name: string, deeds: Array<string>): string => {
    const end = (otherwise: string) => (node.degrades ? "degraded" : otherwise)
    for (const route of node.falls ? ["itself", "plan b"] : ["itself"]) {
      const isLast = route === "plan b" || !node.falls
      let failures = 0
      for (;;) {
        attempts.push(`${name} ${route}`)
        const deed = deeds.shift() ?? "well"
        if (deed === "wrong") return "Wrong"
        if (deed === "well") {
          const orphaned = (node.children ?? []).some((child, n) => {
            const answer = ask(child, `${name}${n}`)
            return answer !== "well" && answer !== "degraded"
          })
          return orphaned ? "Orphaned" : "well"
        }
        if (deed === "busy") {
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
    "does what the model says, attempt by attempt",
    [Trunk],
    ([tree]) =>
      Effect.gen(function* () {
        const attempts: Array<string> = []
        const planted = plant(tree, "root", attempts)
        const answer = yield* TestKit.runToEnd(TestKit.inRun("tree")(planted.ask)).pipe(
          Effect.provide(planted.layer.pipe(Layer.provideMerge(TestKit.layer)), { local: true })
        )
        assert.deepStrictEqual({ answer, attempts }, model(tree))
      }),
    { arbitrary: { runs: 60 } }
  )
})
