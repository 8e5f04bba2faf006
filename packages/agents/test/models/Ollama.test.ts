import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import * as Ollama from "../../src/models/Ollama.ts"
import * as FakeProvider from "./FakeProvider.ts"

const model = (name: string, parameters: string, family = "llama") => ({
  name,
  details: { parameter_size: parameters, family }
})

const find = (reply: FakeProvider.Reply) =>
  Effect.flatMap(FakeProvider.start(reply), ({ baseUrl }) =>
    Ollama.find(baseUrl.replace(/\/v1$/, ""))
  ).pipe(Effect.provide(FetchHttpClient.layer))

const namesOf = ({ voice, writer }: Ollama.Found) => [
  Option.getOrNull(Option.map(writer, ({ model }) => model)),
  Option.getOrNull(Option.map(voice, ({ model }) => model))
]

describe("Ollama", () => {
  it.live("the largest model that is fit to write is chosen, and phonon speaks", () =>
    Effect.gen(function* () {
      const found = yield* find({
        status: 200,
        body: {
          models: [
            model("tiny:1b", "1.2B"),
            model("gemma4:e4b", "4.3B"),
            model("huge:70b", "70B"),
            model("nomic-embed", "7B", "nomic-bert"),
            model("phonon:latest", "31M", "phonon")
          ]
        }
      })
      assert.deepStrictEqual(namesOf(found), ["gemma4:e4b", "phonon:latest"])
      assert.isTrue(Option.exists(found.writer, ({ server }) => server === "ollama"))
    })
  )

  it.live("one without a fit model, something else, and nothing are not used", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        namesOf(yield* find({ status: 200, body: { models: [model("tiny:1b", "1.2B")] } })),
        [null, null]
      )
      assert.deepStrictEqual(namesOf(yield* find({ status: 200, body: "hello" })), [null, null])
      assert.deepStrictEqual(namesOf(yield* find({ status: 404 })), [null, null])
      const nothing = Ollama.find("http://127.0.0.1:1").pipe(Effect.provide(FetchHttpClient.layer))
      assert.deepStrictEqual(namesOf(yield* nothing), [null, null])
    })
  )
})
