import { otherWriter, overBudget } from "@aethercast/agents/orchestrator/ListenerMessages"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { ModelPrice } from "@aethercast/agents/models/ModelPrice"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { defaultBudget } from "@aethercast/agents/spending/Budget"
import * as Spending from "@aethercast/agents/spending/Spending"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import * as ModelWriter from "@aethercast/agents/writing/model/ModelWriter"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import * as FakeProvider from "../models/FakeProvider.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import { AgentsLayer, documentsOf, start } from "./TestEpisode.ts"

/** Answers as a model would that keeps to its passages. */
const obedient = (body: Record<string, unknown>): FakeProvider.Reply => {
  const prompt = JSON.stringify(body["messages"])
  const passages = [...prompt.matchAll(/\\n\[(\d+)\] (.*?)(?=\\n|"\})/g)].map(
    ([, number, text]) => ({ number: Number(number), text: text ?? "" })
  )
  if (JSON.stringify(body["response_format"] ?? "").includes('"Outline"')) {
    const parts = [0, 1, 2].map((part) => ({
      title: `Part ${["one", "two", "three"][part]}`,
      brief: "What is told here.",
      passages: passages.slice(6 * part, 6 * part + 6).map(({ number }) => number)
    }))
    return { text: [JSON.stringify({ question: "Why?", parts })] }
  }
  return {
    text: passages.map(
      ({ number, text }, at) =>
        `${JSON.stringify({ speaker: at % 2 === 0 ? "host" : "guest", text: JSON.parse(`"${text}"`), passages: [number] })}\n`
    )
  }
}

const outlineOnly = (body: Record<string, unknown>): FakeProvider.Reply =>
  "response_format" in body ? obedient(body) : { resetAfter: ['{"speaker":'] }

/** Writes the first line of a part, and then keeps silent. */
const firstLineOnly = (body: Record<string, unknown>): FakeProvider.Reply => {
  const reply = obedient(body)
  return "response_format" in body || !("text" in reply)
    ? reply
    : { silentAfter: reply.text.slice(0, 1) }
}

type Answer = FakeProvider.Reply | ((body: Record<string, unknown>) => FakeProvider.Reply)

/** An episode whose provider answers like this, at its end, and what the ledger says of it. */
const episodeWith = (answer: Answer, budget = defaultBudget) =>
  withEpisode(answer, budget, (episode, calls) =>
    Effect.gen(function* () {
      yield* episode.download
      const ended = yield* episode.at("Complete")
      return { ended, calls: calls(), cost: yield* costOf(episode.workflowId) }
    })
  )

/** Starts an episode whose provider answers like this. */
const withEpisode = <A, E, R>(
  answer: Answer,
  budget: typeof defaultBudget,
  use: (
    episode: Effect.Success<ReturnType<typeof start>>,
    calls: () => number
  ) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const fake = yield* FakeProvider.start(answer)
    const endpoint = fake.endpoint({ price: new ModelPrice({ input: 1, output: 1 }) })
    const WriterLayer = ModelWriter.layer(ModelSettings.single(endpoint)).pipe(
      Layer.provide(ExtractiveWriter.layer)
    )
    const WorldLayer = Layer.mergeAll(
      TestNode.layer,
      TestSources.layer([shippedLibrary]).pipe(Layer.provide(NodeServices.layer), Layer.orDie),
      WriterLayer,
      TestVoice.layer
    ).pipe((world) => Layer.provideMerge(Spending.layer(budget), world))
    return yield* Effect.gen(function* () {
      const sources = yield* documentsOf("tides")
      const episode = yield* start("tides", {
        title: "Why the sea rises",
        sources,
        lengthSeconds: 60
      })
      return yield* use(episode, () => fake.received.length)
    }).pipe(Effect.provide(AgentsLayer.pipe(Layer.provideMerge(WorldLayer))))
  })

const costOf = Effect.fnUntraced(function* (workflowId: string) {
  const sql = yield* SqlClient.SqlClient
  const { cost } = yield* SqlSchema.findOne({
    Request: Schema.String,
    Result: Schema.Struct({ cost: Schema.Finite }),
    execute: (id) => sql`
      SELECT sum(cost)::float8 AS cost FROM aethercast_task_instances WHERE workflow_id = ${id}
    `
  })(workflowId)
  return cost
})

describe("an episode with a language model", () => {
  it.live(
    "quotes when its budget does not pay the model, and says so",
    () =>
      Effect.gen(function* () {
        // An answer may cost 0.008 dollars, its question not counted.
        const { calls, cost, ended } = yield* episodeWith(obedient, {
          ...defaultBudget,
          episode: 0.008
        })
        assert.deepStrictEqual(ended.notices, [overBudget])
        assert.deepStrictEqual([calls, cost], [0, 0])
        assert.isAbove(ended.timeline.lines.length, 8)
      }),
    60_000
  )

  it.live(
    "is written by it, cites every line, and says what it cost",
    () =>
      Effect.gen(function* () {
        const { calls, cost, ended } = yield* episodeWith(obedient)
        assert.deepStrictEqual(ended.notices, [])
        const chapters = ended.timeline.chapters
        assert.deepStrictEqual(chapters.slice(1, -1), ["Part one", "Part two", "Part three"])
        const told = ended.timeline.lines.filter(
          ({ chapter }) => chapter > 0 && chapter < chapters.length - 1
        )
        assert.isAbove(told.length, 3)
        for (const { sources, text } of told) assert.isAbove(sources.length, 0, text)
        const closing = ended.timeline.lines.slice(-5).map(({ text }) => text)
        assert.include(closing.join(" "), "What you heard rests on")
        // The outline, and each part once.
        assert.strictEqual(calls, 4)
        assert.isAbove(cost, 0)
      }),
    60_000
  )

  it.live(
    "speaks the first line of a part while the model still writes the second",
    () =>
      withEpisode(firstLineOnly, defaultBudget, (episode) =>
        eventually(
          Effect.tap(episode.get, ({ notices, timeline }) =>
            Effect.sync(() => {
              const part = timeline.lines.filter(({ chapter }) => chapter === 1)
              assert.strictEqual(part.length, 1)
              assert.isDefined(part[0]?.clip)
              assert.deepStrictEqual(notices, [])
            })
          )
        )
      ),
    60_000
  )

  it.live(
    "is complete although its provider is down, and says who stands in",
    () =>
      Effect.gen(function* () {
        const { cost, ended } = yield* episodeWith({ status: 500 })
        assert.deepStrictEqual(ended.notices, [otherWriter])
        assert.strictEqual(cost, 0)
      }),
    60_000
  )

  it.live(
    "is complete although its provider breaks off in the middle of every part",
    () =>
      Effect.gen(function* () {
        const { ended } = yield* episodeWith(outlineOnly)
        assert.deepStrictEqual(ended.notices, [otherWriter])
        assert.isAbove(ended.timeline.lines.length, 8)
      }),
    60_000
  )
})
