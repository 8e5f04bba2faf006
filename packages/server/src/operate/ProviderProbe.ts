import type { ImageEndpoint } from "@aethercast/agents/images/ImageEndpoint"
import type { ModelEndpoint } from "@aethercast/agents/models/ModelEndpoint"
import { fromAiError, type ModelFailure } from "@aethercast/agents/models/ModelFailure"
import * as Model from "@aethercast/agents/models/Model"
import * as OpenAiClient from "@aethercast/agents/models/OpenAiClient"
import { brokeOff, fromThrown } from "@aethercast/agents/models/ProviderError"
import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import * as SpeechSettings from "@aethercast/agents/voice/SpeechSettings"
import {
  type SpeechFailed,
  type SpeechRejected,
  SpeechSynthesizer,
  Utterance
} from "@aethercast/agents/voice/SpeechSynthesizer"
import { Duration, Effect, Layer, Stream } from "effect"

/** What the smallest request to a provider showed. */
export interface ProbeResult {
  readonly works: boolean
  /** In plain words. */
  readonly finding: string
}

/** Asks a model for one word. */
export const probeModel = Effect.fn("ProviderProbe.model")((endpoint: ModelEndpoint) =>
  Effect.flatMap(Model.make(endpoint), (model) =>
    Stream.runCollect(model.text({ system: "Answer with one word.", user: "Say yes." }))
  ).pipe(
    Effect.map((parts) =>
      parts.some((part) => part._tag === "Delta" && part.text.trim() !== "")
        ? undefined
        : `${endpoint.model} answered nothing. Does it think without end? Try another model.`
    ),
    Effect.catch((failure) => Effect.succeed(modelWords(endpoint, failure))),
    timed
  )
)

/** Has a voice say one word. */
export const probeVoice = Effect.fn("ProviderProbe.voice")(
  (settings: SpeechSettings.SpeechSettings) =>
    Effect.flatMap(SpeechSynthesizer, (voice) =>
      Stream.runDrain(
        voice.speak(
          new Utterance({
            text: "Yes, this works.",
            voice: settings.voices[0],
            language: settings.languages[0],
            pauseMillis: 0
          })
        )
      )
    ).pipe(
      Effect.as(undefined),
      Effect.catch((failure) => Effect.succeed(voiceWords(settings, failure))),
      timed,
      Effect.provide(
        RemoteVoice.layer(SpeechSettings.connect(settings), []).pipe(Layer.provide(noStandIn))
      )
    )
)

/** Looks for an image model in the list of its server, which costs nothing, unlike an image. */
export const probePainter = Effect.fn("ProviderProbe.painter")((endpoint: ImageEndpoint) =>
  Effect.flatMap(OpenAiClient.make(endpoint), (client) =>
    Effect.tryPromise({
      try: (signal) => client.models.list({ signal }),
      catch: fromThrown
    })
  ).pipe(
    Effect.timeoutOrElse({
      duration: silence,
      orElse: () => Effect.fail(brokeOff(`silent for ${silence}`))
    }),
    Effect.map(({ data }) =>
      data.some(({ id }) => id === endpoint.model)
        ? undefined
        : `${endpoint.baseUrl} lists no ${endpoint.model}. Check OPENAI_IMAGE_MODEL.`
    ),
    Effect.catch((error) =>
      Effect.succeed(modelWords(endpoint, fromAiError(endpoint.provider, error)))
    ),
    timed,
    Effect.map((result) =>
      result.works ? { ...result, finding: "is listed there; no image was requested" } : result
    )
  )
)

const silence = "10 seconds"

const noStandIn = Layer.succeed(SpeechSynthesizer, {
  description: "",
  settings: "",
  voices: [],
  speak: () => Stream.empty
})

/** How long a probe took; its effect is what is wrong, in plain words, or undefined. */
export const timed = <R>(
  problem: Effect.Effect<string | undefined, never, R>
): Effect.Effect<ProbeResult, never, R> =>
  Effect.map(Effect.timed(problem), ([duration, finding]) =>
    finding === undefined
      ? { works: true, finding: `works, answered in ${Math.round(Duration.toMillis(duration))} ms` }
      : { works: false, finding }
  )

const modelWords = (
  { baseUrl, model }: Pick<ModelEndpoint, "baseUrl" | "model">,
  failure: ModelFailure
): string => {
  // A probe spends from no budget.
  if (failure._tag === "OverBudget") return "The budget is used up."
  return failure._tag === "AnswerUnusable"
    ? `${model} answered, but ${failure.reason}. Try another model.`
    : words(failure.reason, {
        baseUrl,
        model,
        key: "OPENAI_API_KEY",
        retryAfterMillis: "retryAfterMillis" in failure ? failure.retryAfterMillis : undefined
      })
}

/** The address and the model of a voice, for the table. */
export const voiceLabels = (settings: SpeechSettings.SpeechSettings) =>
  settings._tag === "GoogleSpeech"
    ? { address: settings.address, model: settings.voices[0].id }
    : { address: settings.baseUrl, model: settings.model }

const voiceWords = (
  settings: SpeechSettings.SpeechSettings,
  failure: SpeechFailed | SpeechRejected | { readonly _tag: "TextNotSpeakable" }
): string => {
  if (failure._tag === "TextNotSpeakable") {
    return "It speaks no English. Set SPEECH_LANGUAGES to the languages of its voices."
  }
  const retryAfterMillis = "retryAfterMillis" in failure ? failure.retryAfterMillis : undefined
  if (settings._tag === "GoogleSpeech") {
    const [{ id }] = settings.voices
    return (
      googleWords.get(failure.reason) ??
      words(failure.reason, { baseUrl: settings.address, model: id, key: "", retryAfterMillis })
    )
  }
  const { baseUrl, model, voices } = settings
  return words(failure.reason, {
    baseUrl,
    model: `${model} or its voice ${voices[0].id}`,
    key: "SPEECH_API_KEY",
    retryAfterMillis
  })
}

const googleWords: ReadonlyMap<string, string> = new Map([
  ["KeyRefused", "Google refuses the key in the file of GOOGLE_APPLICATION_CREDENTIALS."],
  ["Forbidden", "Google refuses the key's project. Are the Text-to-Speech API and billing on?"],
  ["RequestInvalid", "Google has no such voice. Check SPEECH_VOICES and SPEECH_LANGUAGES."]
])

const words = (
  reason: string,
  {
    baseUrl,
    key,
    model,
    retryAfterMillis
  }: {
    readonly baseUrl: string
    readonly model: string
    readonly key: string
    readonly retryAfterMillis: number | undefined
  }
): string => {
  switch (reason) {
    case "KeyRefused":
      return `${baseUrl} refuses the key. Check ${key}, or the file of ${key}_FILE.`
    case "Forbidden":
      return `The key may not use ${model}. Choose another model, or change the rights of the key.`
    case "QuotaExhausted":
      return "The account of the key has no money or quota left."
    case "RequestInvalid":
      return `${baseUrl} does not know ${model}, or is no such server. Check the name and the address, which ends in /v1.`
    case "RateLimited":
      return `It is asked too often${retryAfterMillis === undefined ? "" : `, and wants ${Math.ceil(retryAfterMillis / 1000)} s of rest`}. Episodes use the stand-in meanwhile.`
    case "ServerError":
      return `${baseUrl} has a problem of its own. Look at its log, or at the provider's status page.`
    case "BrokeOff":
      return `Nothing answers at ${baseUrl}, or the answer broke off. Is it running, and reachable from here?`
    case "Garbled":
      return `What answers at ${baseUrl} does not speak OpenAI's protocol.`
    default:
      return `It answered, but ${reason}.`
  }
}
