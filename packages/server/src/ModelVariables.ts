import { ModelEndpoint } from "@aethercast/agents/models/ModelEndpoint"
import { free, listPrice, ModelPrice } from "@aethercast/agents/models/ModelPrice"
import { type ModelServer, modelServers, serverAt } from "@aethercast/agents/models/ModelServer"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { Effect, Option, Schema } from "effect"
import * as SecretVariable from "./SecretVariable.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The language models that the environment configures: those of `OPENAI_...`, and of `RESERVE_OPENAI_...`. */
export const read = Effect.fn("ModelVariables.read")(function* () {
  const script = yield* endpoint("OPENAI")
  const reserve = yield* endpoint("RESERVE_OPENAI")
  if (Option.isNone(script)) {
    return Option.isNone(reserve)
      ? Option.none<ModelSettings>()
      : yield* new BadUsage({
          problem: "RESERVE_OPENAI_... needs OPENAI_... to be the reserve of."
        })
  }
  const main = script.value
  const { answer, judge, outline, snippet } = yield* Effect.all({
    outline: modelFor(main, "OUTLINE"),
    answer: modelFor(main, "ANSWER"),
    snippet: modelFor(main, "SNIPPET"),
    judge: modelFor(main, "JUDGE")
  })
  return Option.some(
    new ModelSettings({
      outline: Option.getOrElse(outline, () => main),
      script: main,
      answer: Option.getOrElse(answer, () => main),
      snippet: Option.getOrElse(snippet, () => main),
      judge,
      reserve
    })
  )
})

/** Another model of the same server for one purpose: `OPENAI_SNIPPET_MODEL=NAME`. */
const modelFor = Effect.fnUntraced(function* (
  main: ModelEndpoint,
  purpose: "OUTLINE" | "ANSWER" | "SNIPPET" | "JUDGE"
) {
  const named = yield* ValueFlag.environment(`OPENAI_${purpose}_MODEL`)
  return Option.map(
    named,
    (model) => new ModelEndpoint({ ...main, model, price: listPrice(model) ?? main.price })
  )
})

/**
 * Where to look for a running Ollama: at the address of its own variable `OLLAMA_HOST`, or nowhere with
 * `AETHERCAST_OLLAMA=off`.
 */
export const ollama = Effect.gen(function* () {
  const wanted = Option.getOrElse(yield* ValueFlag.environment("AETHERCAST_OLLAMA"), () => "auto")
  if (wanted === "off") return Option.none()
  if (wanted !== "auto") {
    return yield* new BadUsage({ problem: "AETHERCAST_OLLAMA must be auto or off." })
  }
  const host = yield* ValueFlag.environment("OLLAMA_HOST")
  const given = Option.getOrElse(host, () => "127.0.0.1:11434").replace(/(?<!\/)\/+$/, "")
  const address = /^https?:\/\//.test(given) ? given : `http://${given}`
  // A server listens at 0.0.0.0; a client calls it at the loopback address.
  return Option.some(address.replace("//0.0.0.0", "//127.0.0.1"))
})

type Prefix = "OPENAI" | "RESERVE_OPENAI"

/** A server, and the key for it. None when neither a key nor an address is given. */
export const account = Effect.fn("ModelVariables.account")(function* (prefix: Prefix) {
  const apiKey = yield* SecretVariable.read(`${prefix}_API_KEY`)
  const address = yield* ValueFlag.environment(`${prefix}_BASE_URL`)
  if (Option.isNone(apiKey) && Option.isNone(address)) return Option.none()
  const baseUrl = Option.getOrElse(address, () => "https://api.openai.com/v1").replace(
    /(?<!\/)\/+$/,
    ""
  )
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    return yield* new BadUsage({
      problem: `${prefix}_BASE_URL must be like http://127.0.0.1:11434/v1.`
    })
  }
  return Option.some({ apiKey, baseUrl, server: yield* serverOf(prefix, baseUrl) })
})

const endpoint = Effect.fnUntraced(function* (prefix: Prefix) {
  const found = yield* account(prefix)
  if (Option.isNone(found)) return Option.none()
  const { apiKey, baseUrl, server } = found.value
  const named = yield* ValueFlag.environment(`${prefix}_MODEL`)
  if (Option.isNone(named) && server !== "openai") {
    return yield* new BadUsage({
      problem: `${prefix}_MODEL must name one of the models at ${baseUrl}.`
    })
  }
  const model = Option.getOrElse(named, () => defaultModel)
  return Option.some(
    new ModelEndpoint({
      baseUrl,
      server,
      apiKey,
      model,
      price: yield* priceOf(prefix, server, model)
    })
  )
})

const defaultModel = "gpt-5-mini"

const serverOf = Effect.fnUntraced(function* (prefix: string, baseUrl: string) {
  const given = yield* ValueFlag.environment(`${prefix}_SERVER`)
  if (Option.isNone(given)) return serverAt(baseUrl)
  const known = modelServers.find((server): server is ModelServer => server === given.value)
  return (
    known ??
    (yield* new BadUsage({
      problem: `${prefix}_SERVER must be one of ${modelServers.join(", ")}.`
    }))
  )
})

/** `OPENAI_PRICE=0.25/2` is dollars for a million tokens of input, and of output. */
const priceOf = Effect.fnUntraced(function* (prefix: string, server: ModelServer, model: string) {
  const given = yield* ValueFlag.environment(`${prefix}_PRICE`)
  if (Option.isNone(given)) return server === "openai" ? (listPrice(model) ?? free) : free
  const [input = "", output = ""] = given.value.split("/")
  return yield* Schema.decodeEffect(ModelPrice)({
    input: Number.parseFloat(input),
    output: Number.parseFloat(output)
  }).pipe(
    Effect.mapError(
      () =>
        new BadUsage({
          problem: `${prefix}_PRICE must be dollars for a million tokens in and out, like 0.25/2.`
        })
    )
  )
})
