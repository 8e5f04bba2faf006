import { Effect, Ref, Stream } from "effect"
import { AiError, LanguageModel, type Response } from "effect/ai"
import { toCodecOpenAI } from "effect/ai/OpenAiStructuredOutput"
import * as ChatRequest from "./ChatRequest.ts"
import { add, type Completion, empty, textOf } from "./CompletionEvent.ts"
import { CompletionTransport } from "./CompletionTransport.ts"
import type { ModelEndpoint } from "./ModelEndpoint.ts"
import { costOf } from "./ModelPrice.ts"
import { ModelTurn } from "./ModelTurn.ts"
import { brokeOff } from "./ProviderError.ts"

/**
 * A language model over the Chat Completions protocol. Each answer is streamed, even where the whole
 * of it is wanted, so that silence is noticed within seconds; what it costs is charged to the turn.
 * Nothing is retried here: that is the runtime's supervision.
 */
export const make = Effect.fn("ChatCompletions.make")(function* (endpoint: ModelEndpoint) {
  const transport = yield* CompletionTransport
  const request = yield* transport(endpoint)

  /** The events of an answer, added up in `state`. */
  const events = (options: LanguageModel.ProviderOptions, state: Ref.Ref<Completion>) =>
    request(options).pipe(
      Stream.timeoutOrElse({
        duration: silence,
        orElse: () => Stream.fail(brokeOff(`silent for ${silence}`))
      }),
      Stream.tap((event) => Ref.update(state, (completion) => add(completion, event))),
      Stream.ensuring(Effect.flatMap(Ref.get(state), (completion) => charge(options, completion)))
    )

  /** An answer that was interrupted has no usage: four characters are about a token. */
  const charge = Effect.fnUntraced(function* (
    options: LanguageModel.ProviderOptions,
    { text, thoughts, usage }: Completion
  ) {
    const written = text.length + thoughts.length
    if (usage === undefined && written === 0) return
    const turn = yield* ModelTurn
    const estimate = {
      inputTokens: Math.ceil(ChatRequest.characters(options) / 4),
      outputTokens: Math.ceil(written / 4)
    }
    const tokens = usage ?? estimate
    yield* turn.charge({
      dollars: costOf(endpoint.price, tokens),
      quantity: tokens.inputTokens + tokens.outputTokens
    })
  })

  return yield* LanguageModel.make({
    codecTransformer: toCodecOpenAI,
    generateText: Effect.fnUntraced(function* (options) {
      const state = yield* Ref.make(empty)
      yield* Stream.runDrain(events(options, state))
      const completion = yield* Ref.get(state)
      const finish = yield* finishOf(completion)
      const isJson = options.responseFormat.type === "json"
      return [{ type: "text", text: isJson ? jsonOf(completion) : completion.text }, finish]
    }),
    streamText: (options) =>
      Stream.unwrap(
        Effect.map(Ref.make(empty), (state) => {
          const deltas = events(options, state).pipe(
            Stream.map((event): StreamPart => ({ type: "text-delta", id, delta: textOf(event) })),
            Stream.filter((part) => part.type !== "text-delta" || part.delta !== "")
          )
          const last = Effect.map(
            Effect.flatMap(Ref.get(state), finishOf),
            (finish): Array<StreamPart> => [{ type: "text-end", id }, finish]
          )
          const first: Array<StreamPart> = [{ type: "text-start", id }]
          return Stream.fromIterable(first).pipe(
            Stream.concat(deltas),
            Stream.concat(Stream.fromIterableEffect(last))
          )
        })
      )
  })
})

type StreamPart = Response.StreamPartEncoded

/** Of the only text of an answer. */
const id = "0"

/** Without any event: a local model may read a long prompt that long. */
const silence = "20 seconds"

/** The end of an answer; fails when it was withheld, or ended before the model did. */
const finishOf = ({
  finish,
  refusal,
  usage
}: Completion): Effect.Effect<Response.FinishPartEncoded, AiError.AiError> => {
  if (finish === undefined) return Effect.fail(brokeOff("the answer ended early"))
  if (finish === "content_filter" || refusal !== "") {
    return Effect.fail(
      AiError.make({
        module: "ChatCompletions",
        method: "create",
        reason: new AiError.ContentPolicyError({ description: "withheld" })
      })
    )
  }
  return Effect.succeed({
    type: "finish",
    reason: finish === "length" ? "length" : "stop",
    usage: {
      inputTokens: {
        total: usage?.inputTokens,
        uncached: undefined,
        cacheRead: undefined,
        cacheWrite: undefined
      },
      outputTokens: { total: usage?.outputTokens, text: undefined, reasoning: undefined }
    }
  })
}

/** The object of an answer, without what models write around it; some servers put it into the thoughts. */
const jsonOf = ({ text, thoughts }: Completion): string => {
  const whole = text.trim() === "" ? thoughts : text
  return whole.slice(Math.max(0, whole.indexOf("{")), whole.lastIndexOf("}") + 1)
}
