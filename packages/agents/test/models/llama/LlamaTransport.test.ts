import { writeFileSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Ref, type Schema, Stream } from "effect"
import * as LlamaProcess from "../../../src/models/llama/LlamaProcess.ts"
import * as LlamaTransport from "../../../src/models/llama/LlamaTransport.ts"
import * as Model from "../../../src/models/Model.ts"
import { ModelTurn } from "../../../src/models/ModelTurn.ts"
import { ModelSettings } from "../../../src/models/ModelSettings.ts"
import { OutlineRequest, SnippetRequest } from "../../../src/writing/ScriptWriter.ts"
import {
  all,
  bulges,
  enough,
  fundy,
  newton,
  passages,
  remembering,
  request,
  source,
  spring,
  topic,
  writerWith
} from "../../writing/model/TidesSegment.ts"
import { llamaFolder } from "./LlamaFolder.ts"
import * as LlamaProcesses from "./LlamaProcesses.ts"
import * as TinyLlama from "./TinyLlama.ts"

const endpoint = LlamaTransport.endpoint("tiny")

/** The transport to the model in a file that `write` has written. */
const modelBy = (write: (file: string) => void) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const model = yield* files.makeTempFileScoped({ suffix: ".gguf" })
      write(model)
      return LlamaTransport.layer(yield* LlamaProcess.make({ folder: yield* llamaFolder, model }))
    })
  ).pipe(Layer.provide(NodeServices.layer))

const saying = (...answer: ReadonlyArray<string>) =>
  modelBy((file) => TinyLlama.write(file, { answer, context: 16_384 }))

const writer = writerWith(ModelSettings.single(endpoint))

describe("LlamaTransport", () => {
  it.live("a segment is written by a model in a child process", () =>
    Effect.gen(function* () {
      const { segment } = yield* writer
      const { lines } = yield* segment(request(20))
      assert.deepStrictEqual(
        lines.map(({ text }) => text),
        all
      )
    }).pipe(Effect.provide(saying(...enough)))
  )

  it.live("the teaser's schema is one that the model can be held to", () => {
    const teaser = "Twice a day the ocean rises, in the Bay of Fundy by 16 metres: the moon pulls."
    return Effect.gen(function* () {
      const { snippet } = yield* writer
      const written = yield* snippet(new SnippetRequest({ topic, passages }))
      assert.strictEqual(written.teaser, teaser)
    }).pipe(Effect.provide(saying(JSON.stringify({ teaser, passages: [1, 2] }))))
  })

  it.live("so is the outline's", () => {
    const plan = {
      question: "Why two tides a day?",
      parts: [{ title: "Two bulges", brief: "The moon pulls.", passages: [1, 2, 3, 4] }]
    }
    return Effect.gen(function* () {
      const { outline } = yield* writer
      const { segments } = yield* outline(
        new OutlineRequest({
          topicId: topic.id,
          title: topic.title,
          passages,
          sources: [source],
          style: "conversation",
          seconds: 20,
          opening: []
        })
      )
      assert.deepStrictEqual(
        segments.map(({ title }) => title),
        ["Two bulges"]
      )
    }).pipe(Effect.provide(saying(JSON.stringify(plan))))
  })

  it.live(
    "a segment whose process is killed in the middle goes on after its lines in another one",
    () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const model = yield* files.makeTempFileScoped({ suffix: ".gguf" })
        // After its first line it does not come to an end.
        TinyLlama.write(model, { answer: [bulges, "-"], also: [["-", "-"]], context: 16_384 })
        const stored = yield* Ref.make<ReadonlyMap<string, Schema.Json>>(new Map())
        const spoken = yield* Ref.make<ReadonlyArray<string>>([])
        const killOnce = Effect.gen(function* () {
          if ((yield* Ref.get(spoken)).length > 1) return
          yield* LlamaProcesses.kill
          TinyLlama.write(model, { answer: [fundy, newton, spring], context: 16_384 })
        })
        yield* Effect.flatMap(writer, ({ segment }) => segment(request(20))).pipe(
          Effect.provideService(ModelTurn, {
            ...ModelTurn.defaultValue(),
            once: remembering(stored),
            written: ({ text }) =>
              Effect.andThen(
                Ref.update(spoken, (texts) => [...texts, text]),
                killOnce
              )
          }),
          Effect.retry({ while: ({ _tag }) => _tag === "ModelUnavailable", times: 1 }),
          Effect.provide(
            LlamaTransport.layer(yield* LlamaProcess.make({ folder: yield* llamaFolder, model }))
          )
        )
        // A stored line is handed on again, and not written again.
        assert.deepStrictEqual(yield* Ref.get(spoken), [...all.slice(0, 1), ...all])
      }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("an answer that the end of the process breaks off can be asked for again", () =>
    Effect.gen(function* () {
      const model = yield* Model.make(endpoint)
      const failure = yield* model.text({ system: "You write.", user: "What happened?" }).pipe(
        Stream.runForEach(({ _tag }) => (_tag === "Delta" ? LlamaProcesses.kill : Effect.void)),
        Effect.flip
      )
      assert.deepInclude(failure, { _tag: "ModelUnavailable", reason: "BrokeOff" })
    }).pipe(
      Effect.provide(
        modelBy((file) =>
          TinyLlama.write(file, { answer: ["The", " tide"], also: [[" tide", "The"]] })
        )
      )
    )
  )

  it.live("a file that is no model rejects what is asked", () =>
    Effect.gen(function* () {
      const model = yield* Model.make(endpoint)
      const failure = yield* Effect.flip(
        Stream.runDrain(model.text({ system: "You write.", user: "What happened?" }))
      )
      assert.deepInclude(failure, { _tag: "ModelRejected", reason: "RequestInvalid" })
    }).pipe(Effect.provide(modelBy((file) => writeFileSync(file, "no model"))))
  )
})
