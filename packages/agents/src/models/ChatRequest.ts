import type { LanguageModel, Prompt } from "effect/ai"
import { toCodecOpenAI } from "effect/ai/OpenAiStructuredOutput"
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions"
import type { ModelEndpoint } from "./ModelEndpoint.ts"
import { quirks } from "./ModelServer.ts"

/** The body of a request. */
export const make = (
  { model, server }: ModelEndpoint,
  { prompt, responseFormat }: LanguageModel.ProviderOptions
): ChatCompletionCreateParamsStreaming => ({
  model,
  stream: true,
  stream_options: { include_usage: true },
  messages: messagesOf(prompt),
  ...(responseFormat.type === "json"
    ? {
        response_format: {
          type: "json_schema",
          json_schema: {
            name: responseFormat.objectName,
            strict: true,
            // It has no `pattern`, with which vLLM forgets every limit of length (issue 45592).
            schema: { ...toCodecOpenAI(responseFormat.schema).jsonSchema }
          }
        }
      }
    : {}),
  ...quirks[server].extra(model)
})

/** The length of what is sent. */
export const characters = ({ prompt }: LanguageModel.ProviderOptions): number =>
  messagesOf(prompt).reduce((sum, { content }) => sum + content.length, 0)

interface Message {
  readonly role: "system" | "user" | "assistant"
  readonly content: string
}

/** The writers send text only. */
export const messagesOf = ({ content }: Prompt.Prompt): Array<Message> =>
  content.flatMap((message): ReadonlyArray<Message> => {
    if (message.role === "system") return [{ role: "system", content: message.content }]
    if (message.role === "tool") return []
    const text = message.content.map((part) => (part.type === "text" ? part.text : "")).join("")
    return [{ role: message.role, content: text }]
  })
