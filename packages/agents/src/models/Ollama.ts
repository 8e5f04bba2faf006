import { Effect, Option, Schema } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
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

/** The endpoint of an Ollama that runs at an address, with the best of its models that is fit to write. */
export const find = Effect.fn("Ollama.find")(
  function* (address: string) {
    const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const { models } = yield* client
      .get(`${address}/api/tags`)
      .pipe(Effect.flatMap(HttpClientResponse.schemaBodyJson(Tags)))
    return Option.map(
      Option.fromUndefinedOr(fittest(models)),
      ({ name }) =>
        new ModelEndpoint({
          baseUrl: `${address}/v1`,
          server: "ollama",
          apiKey: Option.none(),
          model: name,
          price: free
        })
    )
  },
  Effect.timeout("400 millis"),
  Effect.orElseSucceed(() => Option.none<ModelEndpoint>())
)

/**
 * The largest model between 3 and 15 billion parameters: smaller ones hardly keep to the passages, and
 * larger ones speak more slowly than the listener hears where there is no big GPU.
 */
const fittest = (models: (typeof Tags.Type)["models"]) =>
  models
    .filter(({ details }) => !/bert|embed/i.test(details.family))
    .flatMap((model) => {
      const billions = /^([\d.]+)B$/i.exec(model.details.parameter_size)?.[1]
      return billions === undefined ? [] : [{ ...model, billions: Number(billions) }]
    })
    .filter(({ billions }) => billions >= 3 && billions <= 15)
    .toSorted((a, b) => b.billions - a.billions)[0]
