import { Voice } from "@aethercast/domain/Voice"
import { Effect, Option, Schema } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { SpeechEndpoint } from "../voice/SpeechEndpoint.ts"
import { ModelEndpoint } from "./ModelEndpoint.ts"
import { free } from "./ModelPrice.ts"

const Tags = Schema.Struct({
  models: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      details: Schema.Struct({ parameter_size: Schema.String, family: Schema.String })
    })
  )
})
type Models = (typeof Tags.Type)["models"]

/** What an Ollama at an address can be used for. */
export interface Found {
  readonly writer: Option.Option<ModelEndpoint>
  readonly voice: Option.Option<SpeechEndpoint>
}

/** What runs at an address; nothing when no Ollama answers there. */
export const find = Effect.fn("Ollama.find")(
  function* (address: string): Effect.fn.Return<Found, unknown, HttpClient.HttpClient> {
    const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const { models } = yield* client
      .get(`${address}/api/tags`)
      .pipe(Effect.flatMap(HttpClientResponse.schemaBodyJson(Tags)))
    const baseUrl = `${address}/v1`
    return {
      writer: Option.map(fittest(models), ({ name }) => writerAt(baseUrl, name)),
      voice: Option.map(
        Option.fromUndefinedOr(models.find(({ name }) => name.startsWith("phonon"))),
        ({ name }) => voiceAt(baseUrl, name)
      )
    }
  },
  Effect.timeout("400 millis"),
  Effect.orElseSucceed((): Found => ({ writer: Option.none(), voice: Option.none() }))
)

/**
 * The largest model between 3 and 15 billion parameters: smaller ones hardly keep to the passages, and
 * larger ones speak more slowly than the listener hears where there is no big GPU.
 */
const fittest = (models: Models) =>
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
