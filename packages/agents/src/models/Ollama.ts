import { Voice } from "@aethercast/domain/Voice"
import { Effect, Option, Schema } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { SpeechEndpoint } from "../voice/SpeechEndpoint.ts"
import { ModelEndpoint } from "./ModelEndpoint.ts"
import { free } from "./ModelPrice.ts"

/** https://docs.ollama.com/api/tags */
const Tags = Schema.Struct({
  models: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      details: Schema.Struct({ parameter_size: Schema.String, family: Schema.String }),
      /** Only of a model that runs in Ollama's cloud. */
      remote_host: Schema.optionalKey(Schema.String)
    })
  )
})
type Model = (typeof Tags.Type)["models"][number]

/** https://docs.ollama.com/api-reference/get-version */
const Version = Schema.Struct({ version: Schema.String })

/** An Ollama that is running, and what its models can be used for. */
export interface RunningOllama {
  readonly writer: Option.Option<ModelEndpoint>
  readonly voice: Option.Option<SpeechEndpoint>
  /** Whether it is new enough to speak, once it has a voice. */
  readonly speaks: boolean
}

/** The Ollama at an address; none when none answers there within 300 ms. */
export const find = Effect.fn("Ollama.find")(
  function* (
    address: string
  ): Effect.fn.Return<Option.Option<RunningOllama>, unknown, HttpClient.HttpClient> {
    const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const [{ models }, { version }] = yield* Effect.all(
      [
        Effect.flatMap(client.get(`${address}/api/tags`), HttpClientResponse.schemaBodyJson(Tags)),
        Effect.flatMap(
          client.get(`${address}/api/version`),
          HttpClientResponse.schemaBodyJson(Version)
        )
      ],
      { concurrency: 2 }
    )
    const local = models.filter(({ remote_host }) => remote_host === undefined)
    const baseUrl = `${address}/v1`
    const speaks = isSpeaking(version)
    return Option.some({
      writer: Option.map(fittest(local), ({ name }) => writerAt(baseUrl, name)),
      voice: Option.map(
        Option.fromUndefinedOr(speaks ? local.find(isPhonon) : undefined),
        ({ name }) => voiceAt(baseUrl, name)
      ),
      speaks
    })
  },
  Effect.timeout("300 millis"),
  Effect.orElseSucceed(Option.none<RunningOllama>)
)

/** A model that is fit to write, for those who have none. */
export const suggestedWriter = "gemma4:e4b"

export const suggestedVoice = "phonon"

/**
 * The largest model between 3 and 15 billion parameters: smaller ones hardly keep to the passages, and
 * larger ones write more slowly than a voice reads where there is no big GPU.
 */
const fittest = (models: ReadonlyArray<Model>) =>
  Option.fromUndefinedOr(
    models
      .filter(({ details }) => !/bert|embed/i.test(details.family))
      .flatMap((model) => {
        const billions = /^([\d.]{1,8})B$/i.exec(model.details.parameter_size)?.[1]
        return billions === undefined ? [] : [{ ...model, billions: Number(billions) }]
      })
      .filter(({ billions }) => billions >= 3 && billions <= 15)
      .toSorted((a, b) => b.billions - a.billions)[0]
  )

const isPhonon = ({ name }: Model) => name.startsWith(suggestedVoice)

/** Speech came with 0.40.8. https://docs.ollama.com/capabilities/speech */
const isSpeaking = (version: string): boolean =>
  version.localeCompare("0.40.8", "en", { numeric: true }) >= 0

const writerAt = (baseUrl: string, model: string) =>
  new ModelEndpoint({ baseUrl, server: "ollama", apiKey: Option.none(), model, price: free })

const voiceAt = (baseUrl: string, model: string) =>
  new SpeechEndpoint({
    baseUrl,
    provider: "Ollama",
    apiKey: Option.none(),
    model,
    voices: phononVoices,
    languages: ["en"],
    price: 0
  })

/** https://docs.ollama.com/capabilities/speech */
export const phononVoices = [
  new Voice({ id: "Freya", gender: "female", pace: 165 }),
  new Voice({ id: "Sterling", gender: "male", pace: 165 })
] as const
