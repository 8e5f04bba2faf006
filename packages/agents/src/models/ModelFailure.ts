import { Duration, Schema } from "effect"
import type { AiError } from "effect/ai"
import { OverBudget } from "../spending/Budget.ts"

/**
 * The provider did not answer or broke off; a retry may succeed. No error repeats the provider's
 * words, which may contain the key.
 */
export class ModelUnavailable extends Schema.TaggedError<ModelUnavailable>()("ModelUnavailable", {
  provider: Schema.String,
  reason: Schema.Literals(["RateLimited", "ServerError", "BrokeOff", "Garbled"]),
  /** The provider asked for no further request before that. */
  retryAfterMillis: Schema.optionalKey(Schema.Finite)
}) {}

/** The provider refuses every request until an operator changes the configuration or the account. */
export class ModelRejected extends Schema.TaggedError<ModelRejected>()("ModelRejected", {
  provider: Schema.String,
  reason: Schema.Literals(["KeyRefused", "Forbidden", "QuotaExhausted", "RequestInvalid"])
}) {}

/** No answer of the model can be used, or the provider refuses the request: another model may do better. */
export class AnswerUnusable extends Schema.TaggedError<AnswerUnusable>()("AnswerUnusable", {
  provider: Schema.String,
  reason: Schema.String
}) {}

/** How a provider fails. */
export type ProviderFailure = ModelUnavailable | ModelRejected | AnswerUnusable

export type ModelFailure = ProviderFailure | OverBudget

/** For the errors of an agent that writes. */
export const ModelErrors = [ModelUnavailable, ModelRejected, AnswerUnusable, OverBudget] as const

/** What an error of `effect/ai` means for supervision. */
export const fromAiError = (provider: string, { reason }: AiError.AiError): ProviderFailure => {
  switch (reason._tag) {
    case "RateLimitError":
      return new ModelUnavailable({
        provider,
        reason: "RateLimited",
        ...(reason.retryAfter === undefined
          ? {}
          : { retryAfterMillis: Duration.toMillis(reason.retryAfter) })
      })
    case "InternalProviderError":
      return new ModelUnavailable({ provider, reason: "ServerError" })
    case "NetworkError":
      return new ModelUnavailable({ provider, reason: "BrokeOff" })
    case "InvalidResponseError":
      return new ModelUnavailable({ provider, reason: "Garbled" })
    case "AuthenticationError":
      return new ModelRejected({
        provider,
        reason: reason.kind === "InsufficientPermissions" ? "Forbidden" : "KeyRefused"
      })
    case "QuotaExhaustedError":
      return new ModelRejected({ provider, reason: "QuotaExhausted" })
    case "ContentPolicyError":
      return new AnswerUnusable({ provider, reason: "the provider's filter withheld it" })
    case "StructuredOutputError":
    case "InvalidOutputError":
      return new AnswerUnusable({ provider, reason: "it is not of the form that was asked for" })
    default:
      return new ModelRejected({ provider, reason: "RequestInvalid" })
  }
}
