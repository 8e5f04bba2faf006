import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import * as ImageVariables from "../src/ImageVariables.ts"

const read = (variables: Record<string, string>) =>
  ImageVariables.read().pipe(
    Effect.provide([
      ConfigProvider.layer(ConfigProvider.fromUnknown(variables)),
      NodeServices.layer
    ])
  )

describe("ImageVariables", () => {
  it.effect("a key alone paints nothing", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* read({ OPENAI_API_KEY: "sk-1" })))
    })
  )

  it.effect("a key and a model are OpenAI's, with a price", () =>
    Effect.gen(function* () {
      const endpoint = yield* Effect.fromOption(
        yield* read({ OPENAI_API_KEY: "sk-1", OPENAI_IMAGE_MODEL: "gpt-image-2" })
      )
      assert.deepInclude(endpoint, {
        baseUrl: "https://api.openai.com/v1",
        server: "openai",
        model: "gpt-image-2",
        price: 0.05
      })
      assert.deepStrictEqual(Option.map(endpoint.apiKey, Redacted.value), Option.some("sk-1"))
      assert.notInclude(JSON.stringify(endpoint) + String(endpoint), "sk-1")
    })
  )

  it.effect("an address of one's own needs no language model, and costs nothing unless told", () =>
    Effect.gen(function* () {
      const variables = {
        OPENAI_BASE_URL: "http://127.0.0.1:8080/v1/",
        OPENAI_SERVER: "other",
        OPENAI_IMAGE_MODEL: "flux"
      }
      const endpoint = yield* Effect.fromOption(yield* read(variables))
      assert.deepInclude(endpoint, {
        baseUrl: "http://127.0.0.1:8080/v1",
        server: "other",
        price: 0
      })
      const priced = yield* read({ ...variables, OPENAI_IMAGE_PRICE: "0.2" })
      assert.deepStrictEqual(
        Option.map(priced, ({ price }) => price),
        Option.some(0.2)
      )
    })
  )

  it.effect("says what is wrong", () =>
    Effect.gen(function* () {
      for (const [variables, words] of [
        [{}, "OPENAI_IMAGE_MODEL needs OPENAI_API_KEY or OPENAI_BASE_URL."],
        [{ OPENAI_API_KEY: "sk-1", OPENAI_IMAGE_PRICE: "cheap" }, "OPENAI_IMAGE_PRICE must be"],
        [{ OPENAI_API_KEY: "sk-1", OPENAI_BASE_URL: "localhost" }, "OPENAI_BASE_URL must be"]
      ] as const) {
        const error = yield* Effect.flip(read({ OPENAI_IMAGE_MODEL: "gpt-image-2", ...variables }))
        assert.include(error.message, words)
        assert.notInclude(error.message, "sk-1")
      }
    })
  )
})
