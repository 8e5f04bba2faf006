import { DateTime, Duration, Effect } from "effect"
import type { Headers } from "effect/http"
import { FetchFailed } from "../GuardedHttp.ts"
import { retryAfter } from "./Freshness.ts"
import type { HostLimits } from "./HostLimits.ts"

/** Fails for the response of an overloaded site, which is then left alone for as long as it asks for. */
export const failWhenOverloaded = Effect.fnUntraced(function* (
  hosts: HostLimits["Service"],
  {
    headers,
    status,
    url
  }: { readonly headers: Headers.Headers; readonly status: number; readonly url: string }
) {
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return
  const wait = retryAfter(headers, DateTime.toEpochMillis(yield* DateTime.now))
  if (wait !== undefined) yield* hosts.pause(url, wait)
  else if (status === 429) yield* hosts.pause(url, Duration.minutes(1))
  return yield* new FetchFailed({ url, reason: `it answered ${status}` })
})
