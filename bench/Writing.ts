import { readFileSync } from "node:fs"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import * as ModelWriter from "@aethercast/agents/writing/model/ModelWriter"
import { ScriptWriter, type Writer } from "@aethercast/agents/writing/ScriptWriter"
import * as ModelVariables from "../packages/server/src/ModelVariables.ts"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, Option, Schema } from "effect"
import type { Benchmark, Section } from "./Report.ts"
import { measures, type Written } from "./writing/Measures.ts"
import { type WritingTopic, writingTopics } from "./writing/Topics.ts"
import { Transcript, write } from "./writing/Transcript.ts"

const { extractiveWriter } = ExtractiveWriter

/** The extractive writer's episodes, before and now, by measures that need no model. */
export const writing: Benchmark = {
  summary: "the extractive writer's episodes, before and now, by measures that need no model",
  async run() {
    const before = await Effect.runPromise(recorded("b078bd8"))
    const now = await Effect.runPromise(
      Effect.forEach([60, 180], (seconds) => episodes(extractiveWriter, writingTopics, seconds))
    )
    const model = await Effect.runPromise(recorded("model"))
    const modelTopics = model.map(({ topic }) => topic)
    const quoted = await Effect.runPromise(episodes(extractiveWriter, modelTopics, 180))
    const live = await Effect.runPromise(
      Effect.provide(liveEpisodes(modelTopics), NodeServices.layer)
    )
    return {
      name: "writing",
      summary:
        "28 topics: those of the shipped library, and each of its documents by itself; as conversations. The column before is a recording of commit b078bd8 (bench/writing/recorded). A quotation needs what was left out when it begins with a reference, counts on from what was counted before, leaves out its verb or uses the short name of an institution, and the sentence before it in its source was not said. A short name comes before the full one when its source introduces “Francois Huber” and the episode says “Huber” without that. A call to go on is a remark such as “And then?”. The recorded model is a large language model of November 2026: it was given the same passages and the rules of the prompt, and its lines were written down once, so that they say what a model can do and nothing about the product's own calls. With OPENAI_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, a model that runs has a column of its own. The writer avoids the same kinds of sentence that are counted here; what neither knows is not counted.",
      sections: [
        section(
          "three minutes",
          before.filter(({ transcript }) => transcript.seconds === 180),
          now[1] ?? []
        ),
        section(
          "one minute",
          before.filter(({ transcript }) => transcript.seconds === 60),
          now[0] ?? []
        ),
        {
          title: `a model beside the extractive writer, three minutes, ${model.length} episodes`,
          columns: ["extractive", "recorded model", ...live.map(({ name }) => name)],
          rows: measures.map(({ label, of }) => ({
            label,
            cells: [of(quoted), of(model), ...live.map(({ written }) => of(written))]
          }))
        }
      ]
    }
  }
}

/** Episodes about the topics, as they would be spoken. */
const episodes = (writer: Writer, topics: ReadonlyArray<WritingTopic>, seconds: number) =>
  Effect.forEach(topics, (topic) =>
    Effect.map(write(writer, topic, seconds), (transcript) => ({ topic, transcript }))
  )

/** Those of the model that `OPENAI_...` configures; none where it configures none. */
const liveEpisodes = Effect.fnUntraced(function* (topics: ReadonlyArray<WritingTopic>) {
  const settings = yield* ModelVariables.read()
  return yield* Effect.forEach(Option.toArray(settings), (models) =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      return { name: models.script.model, written: yield* episodes(writer, topics, 180) }
    }).pipe(Effect.provide(ModelWriter.layer(models).pipe(Layer.provide(ExtractiveWriter.layer))))
  )
})

/** Transcripts that were recorded from an earlier commit, or from a model. */
const recorded = (commit: string) =>
  Effect.map(
    Schema.decodeEffect(Schema.fromJsonString(Schema.toCodecJson(Schema.Array(Transcript))))(
      readFileSync(new URL(`./writing/recorded/${commit}.json`, import.meta.url), "utf8")
    ),
    (transcripts) =>
      transcripts.flatMap((transcript): ReadonlyArray<Written> => {
        const topic = writingTopics.find(({ name }) => name === transcript.topic)
        return topic === undefined ? [] : [{ topic, transcript }]
      })
  )

const section = (
  title: string,
  before: ReadonlyArray<Written>,
  now: ReadonlyArray<Written>
): Section => ({
  title: `${title}, ${now.length} episodes`,
  columns: ["b078bd8", "now"],
  rows: measures.map(({ label, of }) => ({ label, cells: [of(before), of(now)] }))
})
