import { Effect, Layer, Option, Stream } from "effect"
import { AiError, type LanguageModel } from "effect/ai"
import { toCodecOpenAI } from "effect/ai/OpenAiStructuredOutput"
import { messagesOf } from "../ChatRequest.ts"
import type { CompletionEvent } from "../CompletionEvent.ts"
import { CompletionTransport } from "../CompletionTransport.ts"
import { ModelEndpoint } from "../ModelEndpoint.ts"
import { free } from "../ModelPrice.ts"
import { maxTokens } from "../ModelServer.ts"
import { brokeOff } from "../ProviderError.ts"
import type { ModelProcessGone } from "../../process/ModelProcess.ts"
import type { LlamaProcess } from "./LlamaProcess.ts"
import type { LlamaEvent, LlamaFailed, LlamaPrompt } from "./LlamaRpcs.ts"

/** The endpoint of a model that this transport reaches. It has no address. */
export const endpoint = (model: string) =>
  new ModelEndpoint({
    baseUrl: "",
    server: "llamacpp",
    apiKey: Option.none(),
    model,
    price: free
  })

/** Answers requests with a model in a child process, whichever endpoint they are for. */
export const layer = ({ complete }: LlamaProcess) =>
  Layer.succeed(CompletionTransport, () =>
    Effect.succeed((options) =>
      complete(promptOf(options)).pipe(Stream.map(completionEvent), Stream.mapError(aiError))
    )
  )

const promptOf = ({ prompt, responseFormat }: LanguageModel.ProviderOptions): LlamaPrompt => {
  const messages = messagesOf(prompt)
  const text = (isSystem: boolean) =>
    messages
      .flatMap(({ content, role }) => ((role === "system") === isSystem ? [content] : []))
      .join("\n\n")
  return {
    system: text(true),
    user: text(false),
    maxTokens,
    ...(responseFormat.type === "json"
      ? { answerSchema: JSON.stringify(toCodecOpenAI(responseFormat.schema).jsonSchema) }
      : {})
  }
}

const completionEvent = (event: LlamaEvent): CompletionEvent => {
  switch (event._tag) {
    case "Alive":
      return { choices: [] }
    case "Text":
      return { choices: [{ delta: { content: event.text } }] }
    case "End":
      return {
        choices: [{ finish_reason: event.reason }],
        usage: { prompt_tokens: event.inputTokens, completion_tokens: event.outputTokens }
      }
  }
}

const aiError = (failure: LlamaFailed | ModelProcessGone): AiError.AiError => {
  if (failure._tag === "ModelProcessGone") return brokeOff("the model's process ended")
  return AiError.make({
    module: "LlamaTransport",
    method: "request",
    reason:
      failure.reason === "Broken"
        ? new AiError.InternalProviderError({ description: failure.detail })
        : new AiError.InvalidRequestError({ description: failure.detail })
  })
}
