import { Cache, Effect, Exit } from "effect"
import { type Fetched, FetchFailed, FetchRefused, GuardedHttp } from "./GuardedHttp.ts"
import { allowsBy } from "./RobotsTxt.ts"

/**
 * Checks whether the robots.txt of its origin (RFC 9309, and the `Content-Signal: ai-input=no` of
 * contentsignals.org) allows an address to be read. A site without one allows everything; while it
 * cannot be fetched, nothing is allowed. Cached for an hour, for at most 500 origins.
 */
export const makeRobots = Effect.gen(function* () {
  const http = yield* GuardedHttp

  const cache = yield* Cache.makeWith(
    (origin: string) => Effect.flatMap(http.get(`${origin}/robots.txt`), rulesOf),
    { capacity: 500, timeToLive: (exit) => (Exit.isSuccess(exit) ? "1 hour" : "1 minute") }
  )

  return Effect.fn("Robots.check")(function* (url: string) {
    if (!URL.canParse(url)) return yield* new FetchRefused({ url, reason: "it is not an address" })
    const { origin, pathname, search } = new URL(url)
    const allows = yield* Cache.get(cache, origin).pipe(
      Effect.catchTags({
        FetchFailed: ({ reason }) => new FetchFailed({ url, reason: `robots.txt: ${reason}` }),
        FetchRefused: ({ reason }) => new FetchRefused({ url, reason: `robots.txt: ${reason}` })
      })
    )
    if (!allows(pathname + search)) {
      return yield* new FetchRefused({ url, reason: "robots.txt forbids it" })
    }
  })
})

/** The product token of our crawler. */
const crawler = "aethercast"

/** RFC 9309 requires at least 500 KiB to be parsed. */
const maxRobotsBytes = 512_000

const rulesOf = ({ body, status, url }: Fetched) => {
  if (status === 429 || status >= 500) {
    return new FetchFailed({ url, reason: `it answered ${status}` })
  }
  const text = status === 200 ? new TextDecoder().decode(body.subarray(0, maxRobotsBytes)) : ""
  return Effect.succeed(allowsBy(text, crawler))
}
