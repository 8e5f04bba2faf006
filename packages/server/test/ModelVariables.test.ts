import { free } from "@aethercast/agents/models/ModelPrice"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Option, Redacted } from "effect"
import * as ModelVariables from "../src/ModelVariables.ts"

const read = (variables: Record<string, string>) =>
  ModelVariables.read().pipe(
    Effect.provide([
      ConfigProvider.layer(ConfigProvider.fromUnknown(variables)),
      NodeServices.layer
    ])
  )

const problem = (variables: Record<string, string>) =>
  Effect.map(Effect.flip(read(variables)), ({ message }) => message)

describe("ModelVariables", () => {
  it.effect("nothing is configured without variables", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* read({})))
    })
  )

  it.effect("a key alone is OpenAI with its default model and that model's list price", () =>
    Effect.gen(function* () {
      const { reserve, script, snippet } = yield* Effect.fromOption(
        yield* read({ OPENAI_API_KEY: "sk-1" })
      )
      assert.deepInclude(script, {
        baseUrl: "https://api.openai.com/v1",
        server: "openai",
        model: "gpt-5-mini"
      })
      assert.deepStrictEqual({ ...script.price }, { input: 0.25, output: 2 })
      assert.deepStrictEqual(snippet, script)
      assert.isTrue(Option.isNone(reserve))
    })
  )

  it.effect("a key can be in a file, and is redacted wherever it is printed", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, "sk-from-file\n")
      const settings = yield* read({ OPENAI_API_KEY_FILE: path })
      const key = Option.flatMap(settings, ({ script }) => script.apiKey)
      assert.deepStrictEqual(Option.map(key, Redacted.value), Option.some("sk-from-file"))
      assert.notInclude(JSON.stringify(settings) + String(settings), "sk-from-file")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a server of one's own needs the name of a model, and costs nothing", () =>
    Effect.gen(function* () {
      const OPENAI_BASE_URL = "http://127.0.0.1:11434/v1/"
      assert.include(yield* problem({ OPENAI_BASE_URL }), "OPENAI_MODEL must name")
      const { script } = yield* Effect.fromOption(
        yield* read({ OPENAI_BASE_URL, OPENAI_MODEL: "gemma4" })
      )
      assert.deepInclude(script, { baseUrl: "http://127.0.0.1:11434/v1", server: "ollama" })
      assert.deepStrictEqual({ ...script.price }, { ...free })
    })
  )

  it.effect("teasers can have a cheaper model, the price can be given, a reserve can follow", () =>
    Effect.gen(function* () {
      const { reserve, script, snippet } = yield* Effect.fromOption(
        yield* read({
          OPENAI_API_KEY: "sk-1",
          OPENAI_MODEL: "gpt-9",
          OPENAI_PRICE: "3/12.5",
          OPENAI_SNIPPET_MODEL: "gpt-5-nano",
          RESERVE_OPENAI_BASE_URL: "http://10.0.0.2:9000/v1",
          RESERVE_OPENAI_MODEL: "mistral",
          RESERVE_OPENAI_SERVER: "vllm"
        })
      )
      assert.deepStrictEqual({ ...script.price }, { input: 3, output: 12.5 })
      assert.deepStrictEqual({ ...snippet.price }, { input: 0.05, output: 0.4 })
      assert.deepStrictEqual(
        Option.map(reserve, ({ model, server }) => [model, server]),
        Option.some(["mistral", "vllm"])
      )
    })
  )

  it.effect("outlines, answers and the judge can have models of their own", () =>
    Effect.gen(function* () {
      const plain = yield* Effect.fromOption(yield* read({ OPENAI_API_KEY: "sk-1" }))
      assert.deepStrictEqual(
        [plain.outline, plain.answer, plain.judge],
        [plain.script, plain.script, Option.none()]
      )
      const { answer, judge, outline, script } = yield* Effect.fromOption(
        yield* read({
          OPENAI_API_KEY: "sk-1",
          OPENAI_OUTLINE_MODEL: "gpt-5",
          OPENAI_ANSWER_MODEL: "gpt-5-nano",
          OPENAI_JUDGE_MODEL: "gpt-9"
        })
      )
      assert.deepStrictEqual(
        [outline.model, script.model, answer.model],
        ["gpt-5", "gpt-5-mini", "gpt-5-nano"]
      )
      assert.deepStrictEqual(
        Option.map(judge, ({ apiKey, model }) => [model, Option.map(apiKey, Redacted.value)]),
        Option.some(["gpt-9", Option.some("sk-1")])
      )
    })
  )

  it.effect(
    "an Ollama is looked for at its usual address, at its own variable's, or not at all",
    () =>
      Effect.gen(function* () {
        const ollama = (variables: Record<string, string>) =>
          Effect.provide(
            ModelVariables.ollama,
            ConfigProvider.layer(ConfigProvider.fromUnknown(variables))
          )
        assert.deepStrictEqual(yield* ollama({}), Option.some("http://127.0.0.1:11434"))
        assert.deepStrictEqual(
          yield* ollama({ OLLAMA_HOST: "0.0.0.0:4711" }),
          Option.some("http://127.0.0.1:4711")
        )
        assert.deepStrictEqual(
          yield* ollama({ OLLAMA_HOST: "https://gpu.corp/" }),
          Option.some("https://gpu.corp")
        )
        assert.isTrue(Option.isNone(yield* ollama({ AETHERCAST_OLLAMA: "off" })))
        const { message } = yield* Effect.flip(ollama({ AETHERCAST_OLLAMA: "no" }))
        assert.strictEqual(message, "AETHERCAST_OLLAMA must be auto or off.")
      })
  )

  it.effect("says what is wrong without repeating a secret", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [Record<string, string>, string]> = [
        [{ OPENAI_API_KEY: "sk-1", OPENAI_API_KEY_FILE: "/k" }, "Give either OPENAI_API_KEY or"],
        [
          { OPENAI_API_KEY_FILE: "/does/not/exist" },
          "OPENAI_API_KEY_FILE cannot be read: NotFound."
        ],
        [
          { OPENAI_BASE_URL: "localhost:1234", OPENAI_API_KEY: "sk-1" },
          "OPENAI_BASE_URL must be like"
        ],
        [{ OPENAI_API_KEY: "sk-1", OPENAI_PRICE: "cheap" }, "OPENAI_PRICE must be dollars"],
        [{ OPENAI_API_KEY: "sk-1", OPENAI_SERVER: "mine" }, "OPENAI_SERVER must be one of"],
        [{ RESERVE_OPENAI_API_KEY: "sk-1" }, "RESERVE_OPENAI_... needs OPENAI_..."]
      ]
      for (const [variables, expected] of wrong) {
        const message = yield* problem(variables)
        assert.include(message, expected)
        assert.notInclude(message, "sk-1")
      }
    })
  )
})
