// `pnpm new agent NAME`: one file, its test, and its line in the roster.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Failure, say } from "./terminal.mjs"
import { root } from "./workspace.mjs"

/** @param {string[]} args what follows `new` */
export function newAgent([kind, name, ...rest]) {
  if (kind !== "agent" || name === undefined || rest.length > 0) {
    throw new Failure("Usage: pnpm new agent NAME, such as pnpm new agent FactCheck", 2)
  }
  if (!/^[A-Z][A-Za-z0-9]{1,39}$/.test(name)) {
    throw new Failure(
      `An agent's name is like FactCheck: a capital, then letters and digits. Not ${name}.`,
      2
    )
  }
  const source = join(root, "packages/agents/src/agents", `${name}.ts`)
  const test = join(root, "packages/agents/test/agents", `${name}.test.ts`)
  for (const path of [source, test]) {
    if (existsSync(path)) throw new Failure(`${path} exists already; nothing was written.`)
  }
  const roster = join(root, "packages/agents/src/Roster.ts")
  const before = readFileSync(roster, "utf8")
  const after = withAgent(before, name)
  for (const path of [source, test]) mkdirSync(dirname(path), { recursive: true })
  writeFileSync(source, agentOf(name))
  writeFileSync(test, testOf(name))
  writeFileSync(roster, after)
  say(`Written:
  packages/agents/src/agents/${name}.ts         the agent
  packages/agents/test/agents/${name}.test.ts   its test
  packages/agents/src/Roster.ts     one import and one line added

Try it:  npm test -- packages/agents/test/agents/${name}.test.ts
Read on: docs/agents.md`)
}

/** The roster with the import and the line of a new agent. */
function withAgent(roster, name) {
  const lines = roster.split("\n")
  const lastImport = lines.findLastIndex((line) => line.startsWith("import "))
  const firstAgent = lines.findIndex((line) => line.includes("Layer.mergeAll("))
  if (lastImport < 0 || firstAgent < 0) {
    throw new Failure(
      "packages/agents/src/Roster.ts does not look as expected; add the agent there by hand."
    )
  }
  lines.splice(firstAgent + 1, 0, `  ${name}.layer,`)
  lines.splice(lastImport + 1, 0, `import { ${name} } from "./agents/${name}.ts"`)
  return lines.join("\n")
}

const agentOf = (name) => `import * as Agent from "@aethercast/cluster/Agent"
import { Effect, Schema } from "effect"

/** The text has no words. */
export class NoWords extends Schema.TaggedError<NoWords>()("NoWords", {}) {}

/** Counts the words of a text. */
export const ${name} = Agent.make({
  name: "${name}",
  version: 1,
  description: "Counts the words of a text",
  input: Schema.Struct({ text: Schema.String.check(Schema.isMaxLength(10_000)) }),
  success: Schema.Struct({ words: Schema.Natural }),
  error: NoWords,
  supervision: { deadline: "10 seconds", restarts: { times: 2, within: "1 minute" } }
})(
  // Runs once per activation: state made here lives until the activation ends or crashes.
  // A service required here is a permission; it is provided where the roster is.
  Effect.succeed(
    Effect.fn("${name}.turn")(function* ({ text }) {
      const words = text.split(/\\s+/).filter((word) => word !== "")
      if (words.length === 0) return yield* new NoWords()
      return { words: words.length }
    })
  )
)
`

const testOf = (name) => `import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { ${name}, NoWords } from "../../src/agents/${name}.ts"

layer(${name}.layer.pipe(Layer.provideMerge(TestKit.layer)))("${name}", (it) => {
  it.effect("counts words", () =>
    Effect.gen(function* () {
      const answer = yield* TestKit.runToEnd(${name}.ask("count", { text: "one two  three" }))
      assert.deepStrictEqual(answer, { words: 3 })
    }).pipe(TestKit.inRun("words"))
  )

  it.effect("fails without words, and is not retried", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(TestKit.runToEnd(${name}.ask("count", { text: " " })))
      assert.deepStrictEqual(error, new NoWords())
      const recorded = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* recorded.events("silence/count"), ["Attempted"])
    }).pipe(TestKit.inRun("silence"))
  )
})
`
