import { Circuits } from "@aethercast/cluster/Circuits"
import * as Dependency from "@aethercast/cluster/Dependency"
import { RateLimits } from "@aethercast/cluster/RateLimits"
import { Context, Duration, Effect, Layer } from "effect"
import { type FetchError, FetchPostponed } from "../GuardedHttp.ts"

/**
 * The limits within which the whole cluster calls a website: a circuit, which opens after three failures
 * or for as long as the site asks for, and a rate of 8 requests at once and 2 a second from then on, or
 * one for each crawl delay.
 */
export class HostLimits extends Context.Service<
  HostLimits,
  {
    /** Runs the request for an address, unless its host is to be left alone. */
    guard<A>(url: string, request: Effect.Effect<A, FetchError>): Effect.Effect<A, FetchError>
    /** Waits for the turn of an address at its host, at most five seconds. */
    pace(url: string, crawlDelay?: Duration.Duration): Effect.Effect<void, FetchPostponed>
    /** Leaves the host of an address alone for a time. */
    pause(url: string, time: Duration.Duration): Effect.Effect<void>
  }
>()("@aethercast/agents/sources/fetch/HostLimits") {
  /** Shared by all nodes of the cluster. */
  static readonly layer = Layer.effect(
    HostLimits,
    Effect.gen(function* () {
      const circuits = yield* Circuits
      const rates = yield* RateLimits

      /** `state` stays open after the cooldown until the next guarded call, which a redirect is not. */
      const isOpen = Effect.fnUntraced(function* (dependency: Dependency.Dependency) {
        if ((yield* circuits.state(dependency)) !== "open") return false
        return (yield* circuits.known).get(dependency.name) === "open"
      })

      return HostLimits.of({
        guard: Effect.fn("HostLimits.guard")(
          <A>(url: string, request: Effect.Effect<A, FetchError>) =>
            circuits
              .guard(
                hostDependency(url),
                request,
                (error) => error._tag === "FetchFailed" && hostOf(error.url) === hostOf(url)
              )
              .pipe(Effect.catchTag("CircuitOpen", () => leftAlone(url)))
        ),
        pace: Effect.fn("HostLimits.pace")(function* (url, crawlDelay) {
          // For the host that a redirect leads to; the first one is guarded as a whole.
          if (yield* isOpen(hostDependency(url))) return yield* leftAlone(url)
          yield* rates.acquire(paceOf(url, crawlDelay)).pipe(
            Effect.timeoutOrElse({
              duration: patience,
              orElse: () => new FetchPostponed({ url, reason: "its site wants to be read slowly" })
            })
          )
        }),
        pause: (url, time) => circuits.trip(hostDependency(url), time)
      })
    })
  )

  static readonly layerMemory = HostLimits.layer.pipe(
    Layer.provide([Circuits.layerMemory, RateLimits.layerMemory])
  )
}

const patience = Duration.seconds(5)

const leftAlone = (url: string) =>
  new FetchPostponed({ url, reason: "its site has failed or asked to be left alone" })

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "")

const hostDependency = (url: string) =>
  Dependency.make(`host:${hostOf(url)}`, {
    circuit: { failures: 3, within: "5 minutes", cooldown: "1 minute" },
    rate: { limit: 8, window: "4 seconds" }
  })

/** A rate has a name of its own, because its tokens do not fit another. */
const paceOf = (url: string, crawlDelay: Duration.Duration | undefined) =>
  crawlDelay === undefined
    ? hostDependency(url)
    : Dependency.make(`crawl:${hostOf(url)}`, { rate: { limit: 1, window: crawlDelay } })
