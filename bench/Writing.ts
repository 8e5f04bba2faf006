import { readFileSync } from "node:fs"
import { extractiveWriter } from "@aethercast/agents/writing/ExtractiveWriter"
import { Effect, Schema } from "effect"
import type { Benchmark, Section } from "./Report.ts"
import { measures, type Written } from "./writing/Measures.ts"
import { writingTopics } from "./writing/Topics.ts"
import { Transcript, write } from "./writing/Transcript.ts"

/** The extractive writer's episodes, before and now, by measures that need no model. */
export const writing: Benchmark = {
  summary: "the extractive writer's episodes, before and now, by measures that need no model",
  async run() {
    const before = await Effect.runPromise(recorded("b078bd8"))
    const now = await Effect.runPromise(
      Effect.forEach([60, 180], (seconds) =>
        Effect.forEach(writingTopics, (topic) =>
          Effect.map(write(extractiveWriter, topic, seconds), (transcript) => ({
            topic,
            transcript
          }))
        )
      )
    )
    return {
      name: "writing",
      summary:
        "28 topics: those of the shipped library, and each of its documents by itself; as conversations. The column before is a recording of commit b078bd8 (bench/writing/recorded). A quotation needs what was left out when it begins with a reference, counts on from what was counted before, leaves out its verb or uses the short name of an institution, and the sentence before it in its source was not said. A short name comes before the full one when its source introduces “Francois Huber” and the episode says “Huber” without that. A call to go on is a remark such as “And then?”. The writer avoids the same kinds of sentence that are counted here; what neither knows is not counted.",
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
        )
      ]
    }
  }
}

/** Transcripts that were recorded from an earlier commit. */
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
