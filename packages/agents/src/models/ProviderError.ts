import { Duration, Option } from "effect"
import { AiError } from "effect/ai"
import { APIConnectionError, APIError } from "openai/core/error"

/** An error of the `openai` package as one of `effect/ai`, without the provider's own words. */
export const fromThrown = (thrown: unknown): AiError.AiError =>
  AiError.make({ module: "ChatCompletions", method: "create", reason: reasonOf(thrown) })

/** The connection ended before the answer did, or nothing came for too long. */
export const brokeOff = (description: string): AiError.AiError =>
  AiError.make({ module: "ChatCompletions", method: "create", reason: networkError(description) })

/** An event is not one of the protocol. */
export const garbled = (): AiError.AiError =>
  AiError.make({
    module: "ChatCompletions",
    method: "create",
    reason: new AiError.InvalidResponseError({ description: "an event is not of the protocol" })
  })

const networkError = (description: string) =>
  new AiError.NetworkError({ reason: "TransportError", method: "POST", url: "", description })

const reasonOf = (thrown: unknown): AiError.AiErrorReason => {
  if (thrown instanceof SyntaxError) {
    return new AiError.InvalidResponseError({ description: "an event is not JSON" })
  }
  if (!(thrown instanceof APIError) || thrown instanceof APIConnectionError) {
    return networkError("the connection failed")
  }
  const { code, headers, status } = thrown
  if (status === undefined) {
    return new AiError.InternalProviderError({ description: "an error within the answer" })
  }
  if (isUnpaid(status, code)) return new AiError.QuotaExhaustedError({})
  if (status === 400 && (code === "moderation_blocked" || code === "content_policy_violation")) {
    return new AiError.ContentPolicyError({ description: "refused" })
  }
  if (status === 429) {
    return new AiError.RateLimitError({
      retryAfter: Option.getOrUndefined(headers === undefined ? Option.none() : retryAfter(headers))
    })
  }
  if (status === 408 || status === 409) {
    return new AiError.InternalProviderError({ description: `status ${status}` })
  }
  return AiError.reasonFromHttpStatus({ status })
}

/** The Images API answers 400 where the others answer 429. */
const isUnpaid = (status: number, code: string | null | undefined): boolean =>
  (status === 429 && code === "insufficient_quota") ||
  (status === 400 && code === "billing_hard_limit_reached")

/** Seconds, or a date, which is compared with the provider's own clock. RFC 9110, 10.2.3 */
const retryAfter = (headers: Headers): Option.Option<Duration.Duration> => {
  const value = headers.get("retry-after")
  if (value === null) return Option.none()
  const seconds = /^\d{1,6}$/.test(value)
    ? Number(value)
    : (Date.parse(value) - Date.parse(headers.get("date") ?? "")) / 1000
  return Number.isFinite(seconds) && seconds >= 0
    ? Option.some(Duration.seconds(Math.min(seconds, 3600)))
    : Option.none()
}
