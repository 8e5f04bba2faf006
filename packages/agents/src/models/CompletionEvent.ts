import { Effect, Schema } from "effect"
import { garbled } from "./ProviderError.ts"

const Text = Schema.optional(Schema.NullOr(Schema.String))
const Tokens = Schema.optional(Schema.NullOr(Schema.Natural))

/** One event of a streamed completion, as far as it is read: servers disagree on the rest. */
const CompletionEvent = Schema.Struct({
  choices: Schema.Array(
    Schema.Struct({
      delta: Schema.optional(
        Schema.Struct({
          content: Text,
          refusal: Text,
          /** The thoughts, as Ollama, OpenRouter and LM Studio name them. */
          reasoning: Text,
          /** The thoughts, as vLLM, llama.cpp and DeepSeek name them. */
          reasoning_content: Text
        })
      ),
      finish_reason: Text
    })
  ),
  usage: Schema.optional(
    Schema.NullOr(Schema.Struct({ prompt_tokens: Tokens, completion_tokens: Tokens }))
  )
})
export type CompletionEvent = typeof CompletionEvent.Type

const decode = Schema.decodeUnknownEffect(CompletionEvent)

export const decodeEvent = (event: unknown) => Effect.mapError(decode(event), garbled)

/** A completion as far as it has come. */
export interface Completion {
  readonly text: string
  readonly thoughts: string
  readonly refusal: string
  /** Absent until the model has said why it stopped. */
  readonly finish: string | undefined
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined
}

export const empty: Completion = {
  text: "",
  thoughts: "",
  refusal: "",
  finish: undefined,
  usage: undefined
}

/** The text that an event adds. */
export const textOf = ({ choices: [choice] }: CompletionEvent): string =>
  choice?.delta?.content ?? ""

export const add = (completion: Completion, event: CompletionEvent): Completion => {
  const { usage, choices } = event
  const [choice] = choices
  const { reasoning, reasoning_content: content, refusal } = choice?.delta ?? {}
  return {
    text: completion.text + textOf(event),
    thoughts: completion.thoughts + (reasoning ?? content ?? ""),
    refusal: completion.refusal + (refusal ?? ""),
    finish: choice?.finish_reason ?? completion.finish,
    usage:
      usage === undefined || usage === null
        ? completion.usage
        : {
            inputTokens: usage.prompt_tokens ?? 0,
            outputTokens: usage.completion_tokens ?? 0
          }
  }
}
