import { Effect } from "effect"
import * as FakeProvider from "./FakeProvider.ts"

export interface Options {
  readonly version?: string
  readonly models: ReadonlyArray<object>
  /** The answer to each chat. */
  readonly chat?: FakeProvider.Reply
}

/** A model as `/api/tags` lists it. */
export const model = (name: string, parameters: string, family = "llama") => ({
  name,
  model: name,
  modified_at: "2026-11-20T08:30:00.000000001Z",
  size: 4_200_000_000,
  digest: "8934d96d3f08982e95922b2b7a2c626a1fe873d7c3b06e8e56d7bc0a1fef9246",
  details: {
    parent_model: "",
    format: "gguf",
    family,
    families: [family],
    parameter_size: parameters,
    quantization_level: "Q4_K_M"
  }
})

/** An Ollama on the loopback interface: its own protocol for what it has, and Chat Completions. */
export const start = Effect.fnUntraced(function* ({
  chat = { text: ["Yes."] },
  models,
  version = "0.40.10"
}: Options) {
  const { baseUrl, ...provider } = yield* FakeProvider.start((_body: unknown, path: string) => {
    switch (path) {
      case "/api/tags":
        return { status: 200, body: { models } }
      case "/api/version":
        return { status: 200, body: { version } }
      case "/v1/chat/completions":
        return chat
      default:
        return { status: 404 }
    }
  })
  return { ...provider, address: baseUrl.replace(/\/v1$/, "") }
})
