import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Queue, Schedule, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as LlamaProcess from "../../../src/models/llama/LlamaProcess.ts"
import type { LlamaPrompt } from "../../../src/models/llama/LlamaRpcs.ts"
import { llamaFolder } from "./LlamaFolder.ts"
import * as LlamaProcesses from "./LlamaProcesses.ts"
import * as TinyLlama from "./TinyLlama.ts"

const tides = ["The", " tide", " turned", "."]
const sentence = "The tide turned."

/** Goes on until its answer is cut off. */
const endless = { answer: tides, also: [[".", "The"]] } as const

const prompt: LlamaPrompt = { system: "You write.", user: "What happened?", maxTokens: 1000 }

/** The process of a model that has just been written. */
const withModel = (model: TinyLlama.Options) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const file = yield* files.makeTempFileScoped({ suffix: ".gguf" })
    TinyLlama.write(file, model)
    return yield* LlamaProcess.make({ folder: yield* llamaFolder, model: file })
  }).pipe(Effect.provide(NodeServices.layer))

const answerOf = (llama: LlamaProcess.LlamaProcess, given = prompt) =>
  Effect.map(Stream.runCollect(llama.complete(given)), (events) => ({
    text: events.map((event) => (event._tag === "Text" ? event.text : "")).join(""),
    end: events.find((event) => event._tag === "End")
  }))

const child = Effect.flatMap(LlamaProcesses.running, ([pid]) => Effect.fromNullishOr(pid))

/** A server that starts the process of a model, and prints its pid once that runs. */
const startWorker = `
  const script = ${JSON.stringify(fileURLToPath(new URL("../../../src/models/llama/LlamaWorker.ts", import.meta.url)))}
  const worker = require("node:child_process").fork(script, process.argv.slice(1))
  worker.once("message", () => console.log(worker.pid))
`

/** Prompts the model, and goes on once the answer has begun; `rest` is how the prompt ends. */
const begun = Effect.fnUntraced(function* (llama: LlamaProcess.LlamaProcess) {
  const texts = yield* Queue.unbounded<string>()
  const rest = yield* Effect.forkChild(
    Stream.runForEach(llama.complete({ ...prompt, maxTokens: 8000 }), (event) =>
      event._tag === "Text" ? Queue.offer(texts, event.text) : Effect.void
    )
  )
  assert.strictEqual(yield* Queue.take(texts), "The")
  return rest
})

describe("LlamaProcess", () => {
  it.live("streams an answer, and says how it ended and what it took", () =>
    Effect.gen(function* () {
      const llama = yield* withModel({ answer: tides })
      const { end, text } = yield* answerOf(llama)
      assert.strictEqual(text, sentence)
      assert.deepInclude(end, { reason: "stop", outputTokens: 5 })
      const cut = yield* answerOf(llama, { ...prompt, maxTokens: 2 })
      assert.strictEqual(cut.text, "The tide")
      assert.deepInclude(cut.end, { reason: "length", outputTokens: 2 })
    })
  )

  it.live("an answer follows a schema, whatever the model would rather say", () =>
    Effect.gen(function* () {
      const Answer = Schema.Struct({
        verdict: Schema.Literals(["supported", "unsupported"]),
        // A model that knows nothing writes numbers of any length.
        passages: Schema.Array(Schema.Literals(["first", "second"]))
      })
      const llama = yield* withModel({ answer: tides, also: [["[", "]"]] })
      const { text } = yield* answerOf(llama, {
        ...prompt,
        answerSchema: JSON.stringify(Schema.toJsonSchemaDocument(Answer).schema)
      })
      yield* Schema.decodeEffect(Schema.fromJsonString(Answer))(text)
    })
  )

  it.live("prompts at the same time are answered one after the other", () =>
    Effect.gen(function* () {
      const llama = yield* withModel({ answer: tides })
      const answers = yield* Effect.replicateEffect(answerOf(llama), 5, {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        answers.map(({ text }) => text),
        Array.from({ length: 5 }, () => sentence)
      )
    })
  )

  it.live("an answer that nobody wants any more ends, and the next prompt is answered", () =>
    Effect.gen(function* () {
      const llama = yield* withModel(endless)
      yield* Fiber.interrupt(yield* begun(llama))
      const { text } = yield* answerOf(llama, { ...prompt, maxTokens: 4 })
      assert.strictEqual(text, sentence)
    })
  )

  it.live("a process that is killed fails its prompt, and another one answers the next", () =>
    Effect.gen(function* () {
      const llama = yield* withModel(endless)
      const rest = yield* begun(llama)
      const first = yield* child
      process.kill(first, "SIGKILL")
      assert.propertyVal(yield* Effect.flip(Fiber.join(rest)), "_tag", "ModelProcessGone")
      const { text } = yield* answerOf(llama, { ...prompt, maxTokens: 4 })
      assert.strictEqual(text, sentence)
      assert.notStrictEqual(yield* child, first)
    })
  )

  it.effect(
    "a process that hangs is killed after 15 seconds, and another one takes its place",
    () =>
      Effect.gen(function* () {
        const llama = yield* withModel(endless)
        yield* llama.load
        const hung = yield* child
        process.kill(hung, "SIGSTOP")
        const rest = yield* Effect.forkChild(answerOf(llama))
        yield* TestClock.adjust("15 seconds")
        assert.propertyVal(yield* Effect.flip(Fiber.join(rest)), "_tag", "ModelProcessGone")
        // The next one is started a second after the end of the first has been noticed.
        yield* Effect.andThen(TestClock.adjust("1 second"), LlamaProcesses.running).pipe(
          Effect.repeat({ until: (running) => running.some((pid) => pid !== hung) })
        )
        const { text } = yield* answerOf(llama, { ...prompt, maxTokens: 4 })
        assert.strictEqual(text, sentence)
      })
  )

  it.live("a file that is no model is refused, and the process stays", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const file = yield* files.makeTempFileScoped({ suffix: ".gguf" })
      TinyLlama.write(file, { answer: tides })
      const whole = yield* files.readFile(file)
      for (const content of [whole.subarray(0, 200_000), new Uint8Array(5000).fill(7)]) {
        yield* files.writeFile(file, content)
        const llama = yield* LlamaProcess.make({ folder: yield* llamaFolder, model: file })
        const failure = yield* Effect.flip(llama.load)
        assert.deepInclude(failure, { _tag: "LlamaFailed", reason: "NotLoaded" })
        assert.deepInclude(yield* Effect.flip(answerOf(llama)), { reason: "NotLoaded" })
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("a prompt that leaves no room for an answer is refused", () =>
    Effect.gen(function* () {
      const llama = yield* withModel({ answer: tides, context: 1024 })
      const long = { ...prompt, user: "What? ".repeat(200) }
      const failure = yield* Effect.flip(answerOf(llama, long))
      assert.deepInclude(failure, { _tag: "LlamaFailed", reason: "PromptTooLong" })
      assert.strictEqual((yield* answerOf(llama)).text, sentence)
    })
  )

  it.live("a process ends when the server that started it has been killed", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const file = yield* files.makeTempFileScoped({ suffix: ".gguf" })
      TinyLlama.write(file, { answer: tides })
      const server = spawn(process.execPath, ["-e", startWorker, yield* llamaFolder, file], {
        stdio: ["ignore", "pipe", "inherit"]
      })
      const pid = yield* Effect.callback<number>((resume) => {
        server.stdout.once("data", (line: Buffer) => resume(Effect.succeed(Number(line))))
      })
      server.kill("SIGKILL")
      const isRunning = Effect.sync(() => process.kill(pid, 0)).pipe(
        Effect.catchDefect(() => Effect.succeed(false))
      )
      yield* isRunning.pipe(
        Effect.repeat({ until: (running) => !running, schedule: Schedule.spaced("20 millis") }),
        Effect.timeout("20 seconds")
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("no process is left when it is not needed any more", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* (yield* withModel({ answer: tides })).load
          assert.strictEqual((yield* LlamaProcesses.running).length, 1)
        })
      )
      assert.deepStrictEqual(yield* LlamaProcesses.running, [])
    })
  )
})
