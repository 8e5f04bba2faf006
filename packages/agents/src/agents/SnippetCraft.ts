import * as Agent from "@aethercast/cluster/Agent"
import { Snippet } from "@aethercast/domain/Snippet"
import { Topic } from "@aethercast/domain/Topic"
import { Effect, Schema } from "effect"
import { ModelErrors } from "../models/ModelFailure.ts"
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
import { attempt, writerSupervision } from "../writing/WriterSupervision.ts"

/** Writes the snippet of a topic from its material. */
export const SnippetCraft = Agent.make({
  name: "SnippetCraft",
  version: 1,
  description: "Writes the snippet of a topic",
  input: Schema.Struct({ topic: Topic, material: BlobId }),
  success: Snippet,
  error: Schema.Union([WritingFailed, TooLittleMaterial, ...ModelErrors]),
  supervision: {
    deadline: "90 seconds",
    restarts: { times: 2, within: "1 minute" },
    ...writerSupervision("25 seconds")
  }
})(
  Effect.gen(function* () {
    const writer = yield* ScriptWriter
    const materials = yield* Materials
    return Effect.fn("SnippetCraft.turn")(function* ({ material, topic }, context) {
      const { passages } = yield* materials.load(material)
      const request = new SnippetRequest({ topic, passages: fairShare(passages, maxPassages) })
      return yield* attempt(writer, context, (writer) => writer.snippet(request))
    })
  })
)
