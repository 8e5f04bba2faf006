import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { Context, DateTime, Duration, Effect, Layer, Option } from "effect"
import { Headers } from "effect/http"
import { type Check, type FetchError, type Fetched, GuardedHttp } from "../GuardedHttp.ts"
import { makeRobots } from "../Robots.ts"
import { freshness } from "./Freshness.ts"
import { HostLimits } from "./HostLimits.ts"
import { failWhenOverloaded } from "./Overload.ts"
import { StoredResponse, WebCache } from "./WebCache.ts"

/** A response, and when its content was received or confirmed last. */
export interface Document extends Fetched {
  readonly fetchedAt: DateTime.Utc
  /** Whether it is from the cache because its site could not be reached now. */
  readonly isStale: boolean
}

/**
 * Fetches public addresses politely: each site within its limits, and only again when the cached response
 * is out of date, by a conditional request. A site that fails or is to be left alone is read from the
 * cache for up to a week. The library's own site is asked directly: its documents are in no cache.
 */
export class CachedHttp extends Context.Service<
  CachedHttp,
  {
    /** Fetches what a listener wants to read, if robots.txt allows it. */
    read(url: string): Effect.Effect<Document, FetchError>
    /** Fetches a feed, which is there to be fetched by programs. */
    poll(url: string): Effect.Effect<Document, FetchError>
  }
>()("@aethercast/agents/sources/fetch/CachedHttp") {
  static readonly layerNoDeps = Layer.effect(
    CachedHttp,
    Effect.gen(function* () {
      const http = yield* GuardedHttp
      const hosts = yield* HostLimits
      const cache = yield* WebCache

      /** Asks the site. A confirmation of what is cached counts as the same response once more. */
      const request = Effect.fnUntraced(function* (
        url: string,
        check: Check,
        cached: Option.Option<StoredResponse>
      ) {
        const conditional = http.get(url, { check, headers: conditions(cached) })
        const fetched = yield* hosts.guard(
          url,
          Effect.tap(conditional, (answer) => failWhenOverloaded(hosts, answer))
        )
        return fetched.status === 304 && Option.isSome(cached)
          ? confirmed(cached.value, fetched)
          : fetched
      })

      const load = Effect.fnUntraced(function* (
        url: string,
        check: Check,
        cached: Option.Option<StoredResponse>
      ) {
        const fetched = yield* request(url, check, cached)
        const now = yield* DateTime.now
        const fresh = freshness(fetched.headers, DateTime.toEpochMillis(now))
        if (fetched.status === 200 && fresh !== undefined) {
          const freshUntil = DateTime.addDuration(now, fresh)
          yield* cache.save(url, storedOf(fetched, now, freshUntil))
        } else if (Option.isSome(cached)) {
          yield* cache.remove(url)
        }
        return { ...fetched, fetchedAt: now, isStale: false }
      })

      const fetch = Effect.fnUntraced(function* (
        address: string,
        { before, check }: { readonly before: Check; readonly check: Check }
      ) {
        const url = address.split("#", 1)[0] ?? ""
        const cached = yield* cache.find(url)
        const now = yield* DateTime.now
        if (Option.isSome(cached) && DateTime.isGreaterThan(cached.value.freshUntil, now)) {
          return documentOf(cached.value, false)
        }
        return yield* Effect.andThen(before(url), load(url, check, cached)).pipe(
          Effect.catchTag(["FetchFailed", "FetchPostponed"], (error) =>
            Option.match(Option.filter(cached, isUsableAt(now)), {
              onNone: () => Effect.fail(error),
              onSome: (stored) => Effect.succeed(documentOf(stored, true))
            })
          )
        )
      })

      const poll = (url: string) =>
        fetch(url, { before: () => Effect.void, check: (hop) => hosts.pace(hop) })

      const robots = yield* makeRobots(poll)

      const read = (url: string) =>
        fetch(url, {
          // Outside of the circuit's guard: a probe of the site must not wait for itself.
          before: robots,
          check: Effect.fnUntraced(function* (hop) {
            const { crawlDelay } = yield* robots(hop)
            yield* hosts.pace(hop, crawlDelay)
          })
        })

      const fromLibrary = Effect.fnUntraced(function* (url: string) {
        return { ...(yield* http.get(url)), fetchedAt: yield* DateTime.now, isStale: false }
      })

      return CachedHttp.of({
        read: Effect.fn("CachedHttp.read")((url) =>
          isOfLibrary(url) ? fromLibrary(url) : read(url)
        ),
        poll: Effect.fn("CachedHttp.poll")((url) =>
          isOfLibrary(url) ? fromLibrary(url) : poll(url)
        )
      })
    })
  )

  /** Limits and cache are shared by all nodes of the cluster. */
  static readonly layer = CachedHttp.layerNoDeps.pipe(
    Layer.provide([WebCache.layer, HostLimits.layer])
  )

  /** Within this process only. */
  static readonly layerMemory = CachedHttp.layerNoDeps.pipe(
    Layer.provide([WebCache.layerMemory, HostLimits.layerMemory])
  )
}

/** How long a response may stand in for a site that cannot be reached. */
const maxStale = Duration.days(7)

const isUsableAt =
  (now: DateTime.Utc) =>
  ({ fetchedAt }: StoredResponse): boolean =>
    DateTime.isGreaterThan(DateTime.addDuration(fetchedAt, maxStale), now)

const isOfLibrary = (url: string): boolean => url.startsWith(`${libraryOrigin}/`)

const documentOf = (stored: StoredResponse, isStale: boolean): Document => ({
  url: stored.url,
  status: 200,
  headers: Headers.fromInput(stored.headers),
  body: stored.body,
  fetchedAt: stored.fetchedAt,
  isStale
})

const conditions = (cached: Option.Option<StoredResponse>): Record<string, string> => {
  const { etag, "last-modified": lastModified } = Option.match(cached, {
    onNone: (): Readonly<Record<string, string>> => ({}),
    onSome: ({ headers }) => headers
  })
  return {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified })
  }
}

/** A 304 updates the headers that it has (RFC 9111 3.2). */
const confirmed = ({ body, headers, url }: StoredResponse, answer: Fetched): Fetched => ({
  url,
  status: 200,
  headers: Headers.setAll(Headers.fromInput(headers), keptHeaders(answer.headers)),
  body
})

const storedOf = (
  { body, headers, url }: Fetched,
  fetchedAt: DateTime.Utc,
  freshUntil: DateTime.Utc
): StoredResponse =>
  new StoredResponse({ url, body, headers: keptHeaders(headers), fetchedAt, freshUntil })

const keptHeaders = (headers: Headers.Headers): Record<string, string> =>
  Object.fromEntries(
    keptHeaderNames.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, value]]
    })
  )

/** What the reader of a document asks for, and what decides how long it is fresh. */
const keptHeaderNames = [
  "content-type",
  "content-encoding",
  "content-signal",
  "link",
  "etag",
  "last-modified",
  "cache-control",
  "expires",
  "vary"
]
