import { Context, Effect, Stream } from "effect"
import type { AiError, LanguageModel } from "effect/ai"
import * as ChatRequest from "./ChatRequest.ts"
import { type CompletionEvent, decodeEvent } from "./CompletionEvent.ts"
import type { ModelEndpoint } from "./ModelEndpoint.ts"
import * as OpenAiClient from "./OpenAiClient.ts"
import { fromThrown } from "./ProviderError.ts"

/** Requests an answer, which comes in events; interrupting the stream gives it up. */
export type CompletionRequest = (
  options: LanguageModel.ProviderOptions
) => Stream.Stream<CompletionEvent, AiError.AiError>

const overHttp = Effect.fn("CompletionTransport.overHttp")(function* (endpoint: ModelEndpoint) {
  const client = yield* OpenAiClient.make(endpoint)
  const request: CompletionRequest = (options) =>
    Effect.tryPromise({
      try: (signal) =>
        client.chat.completions.create(ChatRequest.make(endpoint, options), { signal }),
      catch: fromThrown
    }).pipe(
      Effect.map((answer) => Stream.fromAsyncIterable(answer, fromThrown)),
      Stream.unwrap,
      Stream.mapEffect(decodeEvent)
    )
  return request
})

/** How requests reach the model of an endpoint: over HTTP, unless an engine on this machine answers. */
export const CompletionTransport = Context.Reference<
  (endpoint: ModelEndpoint) => Effect.Effect<CompletionRequest>
>("@aethercast/agents/models/CompletionTransport", { defaultValue: () => overHttp })
