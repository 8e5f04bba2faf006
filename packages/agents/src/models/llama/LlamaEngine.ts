import { availableParallelism } from "node:os"
import { Effect, Queue, Semaphore, Stream } from "effect"
import * as LlamaLibrary from "./LlamaLibrary.ts"
import { LlamaEvent, LlamaFailed, type LlamaPrompt } from "./LlamaRpcs.ts"

/** The parts of a loaded model. */
interface Loaded {
  readonly library: LlamaLibrary.LlamaLibrary
  readonly llama: LlamaLibrary.Llama
  readonly model: LlamaLibrary.LlamaModel
  readonly sequence: LlamaLibrary.LlamaSequence
  /** In tokens, for the prompt and the answer together. */
  readonly contextSize: number
}

export interface Options {
  /** Where `node-llama-cpp` is installed. */
  readonly folder: string
  /** The GGUF file. */
  readonly model: string
}

/** A model in this process, which answers one prompt at a time. It is loaded once it is needed. */
export const make = Effect.fn("LlamaEngine.make")(function* (options: Options) {
  const scope = yield* Effect.scope
  const loading = yield* Effect.cached(load(options))
  // A load goes on when its prompt is given up: the next one would load the model a second time.
  const loaded = Effect.andThen(Effect.forkIn(loading, scope), loading)
  const turn = yield* Semaphore.make(1)

  const answer = Effect.fnUntraced(function* (
    prompt: LlamaPrompt,
    offer: (event: LlamaEvent) => void
  ) {
    const { contextSize, library, llama, model, sequence } = yield* loaded
    const { answerSchema, system, user } = prompt
    const inputTokens = model.tokenize(system).length + model.tokenize(user).length
    const room = contextSize - inputTokens - templateTokens
    if (room < Math.min(leastTokens, prompt.maxTokens)) {
      return yield* new LlamaFailed({
        reason: "PromptTooLong",
        detail: `${room} of ${contextSize} tokens are left for the answer`
      })
    }
    const grammar =
      answerSchema === undefined
        ? undefined
        : yield* Effect.tryPromise({
            try: () => llama.createGrammarForJsonSchema(JSON.parse(answerSchema)),
            catch: failedBy("SchemaRefused")
          })
    const { usedOutputTokens } = sequence.tokenMeter.getState()
    const { stopReason } = yield* Effect.acquireUseRelease(
      Effect.sync(
        () => new library.LlamaChatSession({ contextSequence: sequence, systemPrompt: system })
      ),
      (session) =>
        generate(session, user, {
          ...(grammar === undefined ? {} : { grammar }),
          ...sampling,
          maxTokens: Math.min(prompt.maxTokens, room),
          onTextChunk: (text) => offer(LlamaEvent.make({ _tag: "Text", text }))
        }),
      (session) => Effect.sync(() => session.dispose())
    )
    offer(
      LlamaEvent.make({
        _tag: "End",
        reason: stopReason === "maxTokens" ? "length" : "stop",
        inputTokens,
        outputTokens: sequence.tokenMeter.getState().usedOutputTokens - usedOutputTokens
      })
    )
  })

  return {
    load: Effect.asVoid(loaded),
    /** The answer to a prompt, once those before it have been answered. */
    complete: (prompt: LlamaPrompt): Stream.Stream<LlamaEvent, LlamaFailed> =>
      Stream.callback<LlamaEvent, LlamaFailed>((queue) =>
        // What is offered is bounded by `maxTokens`.
        answer(prompt, (event) => Queue.offerUnsafe(queue, event)).pipe(
          turn.withPermit,
          Effect.andThen(Queue.end(queue))
        )
      ).pipe(
        Stream.merge(
          Stream.map(Stream.tick(heartbeat), () => LlamaEvent.make({ _tag: "Alive" })),
          { haltStrategy: "left" }
        )
      )
  }
})

const load = Effect.fn("LlamaEngine.load")(
  function* ({ folder, model: modelPath }: Options) {
    const library = yield* LlamaLibrary.load(folder)
    const llama = yield* Effect.promise(() =>
      library.getLlama({
        gpu: "auto",
        build: "never",
        skipDownload: true,
        logLevel: "error",
        // The voice and the server need a processor, too.
        maxThreads: Math.max(1, availableParallelism() - 1)
      })
    )
    const model = yield* Effect.promise(() => llama.loadModel({ modelPath }))
    const context = yield* Effect.promise(() =>
      model.createContext({ contextSize: { max: mostTokens } })
    )
    const loaded: Loaded = {
      library,
      llama,
      model,
      sequence: context.getSequence(),
      contextSize: context.contextSize
    }
    return loaded
  },
  Effect.catchDefect((thrown) => Effect.fail(failedBy("NotLoaded")(thrown)))
)

/** Ends when the model has stopped, also when it is interrupted: the next prompt needs its state. */
const generate = (
  session: LlamaLibrary.LlamaChatSession,
  user: string,
  options: Omit<
    Parameters<LlamaLibrary.LlamaChatSession["promptWithMeta"]>[1],
    "signal" | "stopOnAbortSignal"
  >
) =>
  Effect.callback<{ readonly stopReason: string }, LlamaFailed>((resume, signal) => {
    const answer = session
      .promptWithMeta(user, { ...options, signal, stopOnAbortSignal: true })
      .then(
        (meta) => Effect.succeed(meta),
        (thrown: unknown) => Effect.fail(failedBy("Broken")(thrown))
      )
    void answer.then(resume)
    return Effect.asVoid(Effect.promise(() => answer))
  })

const failedBy = (reason: LlamaFailed["reason"]) => (thrown: unknown) =>
  new LlamaFailed({
    reason,
    detail: printable(thrown instanceof Error ? thrown.message : String(thrown))
  })

/** A message about a file that is no model repeats its bytes. */
const printable = (text: string) => text.replaceAll(/[^ -~]/g, "?")

/** Enough variety that no sentence is repeated for ever, and no thoughts: a listener waits. */
const sampling = { temperature: 0.7, topP: 0.9, budgets: { thoughtTokens: 0 } }

/** For a prompt and its answer; memory grows with it. */
const mostTokens = 16_384

/** An answer with less room would be cut off. */
const leastTokens = 512

/** What the model's chat template adds to a prompt, at most. */
const templateTokens = 64

const heartbeat = "5 seconds"
