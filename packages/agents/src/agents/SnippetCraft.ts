import * as Agent from "@aethercast/cluster/Agent"
import { Snippet } from "@aethercast/domain/Snippet"
import { Topic } from "@aethercast/domain/Topic"
import { Effect, Schema } from "effect"
import { BlobId } from "../store/Blobs.ts"
import { Materials } from "../store/Materials.ts"
import {
  maxPassages,
  ScriptWriter,
  SnippetRequest,
  TooLittleMaterial,
  WritingFailed
} from "../writing/ScriptWriter.ts"
import { fairShare } from "../writing/Sentence.ts"

/** Writes the snippet of a topic from its material. */
export const SnippetCraft = Agent.make({
  name: "SnippetCraft",
  version: 1,
  description: "Writes the snippet of a topic",
  input: Schema.Struct({ topic: Topic, material: BlobId }),
  success: Snippet,
  error: Schema.Union([WritingFailed, TooLittleMaterial]),
  supervision: {
    deadline: "30 seconds",
    restarts: { times: 2, within: "1 minute" },
    retry: { on: ["WritingFailed"], times: 2, base: "200 millis", cap: "5 seconds" }
  }
})(
  Effect.gen(function* () {
    const writer = yield* ScriptWriter
    const materials = yield* Materials
    return Effect.fn("SnippetCraft.turn")(function* ({ material, topic }) {
      const { passages } = yield* materials.load(material)
      return yield* writer.snippet(
        new SnippetRequest({ topic, passages: fairShare(passages, maxPassages) })
      )
    })
  })
)
