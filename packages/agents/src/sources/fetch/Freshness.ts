import { Duration } from "effect"
import type { Headers } from "effect/http"

/**
 * How long a response may be used before its site is asked again, by RFC 9111; at most a day. Undefined
 * when it must not be stored for several listeners.
 */
export const freshness = (headers: Headers.Headers, now: number): Duration.Duration | undefined => {
  const directives = directivesOf(headers["cache-control"] ?? "")
  if (directives.has("no-store") || directives.has("private") || headers["vary"]?.trim() === "*") {
    return undefined
  }
  if (directives.has("no-cache")) return Duration.zero
  const declared = directives.get("s-maxage") ?? directives.get("max-age")
  const expires = headers["expires"]
  const seconds =
    declared !== undefined
      ? Number(declared) - Number(headers["age"] ?? 0)
      : expires !== undefined
        ? (Date.parse(expires) - now) / 1000
        : heuristicSeconds
  // An unreadable number or date has expired.
  return Duration.seconds(Number.isFinite(seconds) ? Math.min(86_400, Math.max(0, seconds)) : 0)
}

/**
 * For how long a site asks to be left alone (RFC 9110 10.2.3): seconds, or until a date. Between a second
 * and an hour; undefined when it does not say.
 */
export const retryAfter = (
  headers: Headers.Headers,
  now: number
): Duration.Duration | undefined => {
  const value = headers["retry-after"]?.trim()
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000
  return Number.isFinite(seconds)
    ? Duration.seconds(Math.min(3600, Math.max(1, seconds)))
    : undefined
}

/** For a response that says nothing about it. */
const heuristicSeconds = 600

const directivesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(",").map((directive) => {
      const [name = "", value = ""] = directive.split("=")
      return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, "")] as const
    })
  )
