import { Api } from "@aethercast/domain/Api"
import { type ReadinessCheck, ServerNotReady } from "@aethercast/domain/Problems"
import { Array, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Readiness } from "./Readiness.ts"

const ok = { status: "ok" } as const

/** Serves monitoring: whether the process is alive, and whether it can work. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const readiness = yield* Readiness
    return handlers.handleAll({
      alive: () => Effect.succeed(ok),
      ready: Effect.fnUntraced(function* () {
        const missing = yield* readiness.missing
        if (Array.isReadonlyArrayNonEmpty(missing)) {
          return yield* new ServerNotReady({ detail: sentences(missing), missing })
        }
        return ok
      })
    })
  })
)

const sentences = (missing: ReadonlyArray<ReadinessCheck>): string =>
  missing.map((check) => sentenceOf[check]).join(" ")

const sentenceOf: Record<ReadinessCheck, string> = {
  database: "The database does not answer.",
  peers: "Not every node of the cluster answers this one.",
  stay: "This server is shutting down.",
  pace: "This server is overloaded: it did not answer for seconds."
}
