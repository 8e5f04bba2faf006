import { Cache, type Duration, Effect, Exit } from "effect"
import {
  type FetchError,
  type Fetched,
  FetchFailed,
  FetchRefused,
  FetchPostponed
} from "./GuardedHttp.ts"
import { allowsBy, crawlDelayBy } from "./RobotsTxt.ts"

/** What a site asks of our crawler. */
interface SiteRules {
  readonly allows: (path: string) => boolean
  /** Between two requests; undefined when it does not say. */
  readonly crawlDelay: Duration.Duration | undefined
}

/**
 * Checks whether the robots.txt of its origin (RFC 9309, and the `Content-Signal: ai-input=no` of
 * contentsignals.org) allows an address to be read. A site without one allows everything; while it
 * cannot be fetched, nothing is allowed. Cached for an hour, for at most 500 origins.
 */
export const makeRobots = Effect.fnUntraced(function* (
  fetch: (url: string) => Effect.Effect<Fetched, FetchError>
) {
  const cache = yield* Cache.makeWith(
    (origin: string) => Effect.map(fetch(`${origin}/robots.txt`), rulesOf),
    { capacity: 500, timeToLive: (exit) => (Exit.isSuccess(exit) ? "1 hour" : "1 minute") }
  )

  return Effect.fn("Robots.check")(function* (url: string) {
    if (!URL.canParse(url)) return yield* new FetchRefused({ url, reason: "it is not an address" })
    const { origin, pathname, protocol, search } = new URL(url)
    if (protocol !== "http:" && protocol !== "https:") {
      return yield* new FetchRefused({ url, reason: "it is not an http address" })
    }
    const rules = yield* Effect.catchTags(Cache.get(cache, origin), {
      FetchFailed: ({ reason }) => new FetchFailed({ url, reason: `robots.txt: ${reason}` }),
      FetchPostponed: ({ reason }) => new FetchPostponed({ url, reason: `robots.txt: ${reason}` }),
      FetchRefused: ({ reason }) => new FetchRefused({ url, reason: `robots.txt: ${reason}` })
    })
    if (!rules.allows(pathname + search)) {
      return yield* new FetchRefused({ url, reason: "robots.txt forbids it" })
    }
    return rules
  })
})

/** The product token of our crawler. */
const crawler = "aethercast"

/** RFC 9309 requires at least 500 KiB to be parsed. */
const maxRobotsBytes = 512_000

const rulesOf = ({ body, status }: Fetched): SiteRules => {
  const text = status === 200 ? new TextDecoder().decode(body.subarray(0, maxRobotsBytes)) : ""
  return { allows: allowsBy(text, crawler), crawlDelay: crawlDelayBy(text, crawler) }
}
