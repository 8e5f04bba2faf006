import { Effect, Option, Redacted } from "effect"

/**
 * A client of the `openai` package that does nothing which the runtime does: it retries nothing, logs
 * nothing, and takes nothing from the environment. Its package is loaded with the first client, which
 * takes a tenth of a second.
 */
export const make = Effect.fn("OpenAiClient.make")(function* (options: {
  readonly baseUrl: string
  readonly apiKey: Option.Option<Redacted.Redacted>
}) {
  const { OpenAI } = yield* Effect.promise(() => import("openai"))
  return new OpenAI({
    baseURL: options.baseUrl,
    apiKey: Option.match(options.apiKey, { onNone: () => "none", onSome: Redacted.value }),
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0
  })
})
