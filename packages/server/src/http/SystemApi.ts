import { Api } from "@aethercast/domain/Api"
import { type ReadinessCheck, ServerNotReady } from "@aethercast/domain/Problems"
import { Array, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Readiness } from "./Readiness.ts"

const well = { status: "ok" } as const

/** Answers those who watch over the process. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const readiness = yield* Readiness
    return handlers.handleAll({
      alive: () => Effect.succeed(well),
      ready: Effect.fnUntraced(function* () {
        const missing = yield* readiness.missing
        if (Array.isReadonlyArrayNonEmpty(missing)) {
          return yield* new ServerNotReady({ detail: words(missing), missing })
        }
        return well
      })
    })
  })
)

const words = (missing: ReadonlyArray<ReadinessCheck>): string =>
  missing.map((need) => sentences[need]).join(" ")

const sentences: Record<ReadinessCheck, string> = {
  database: "The database does not answer.",
  peers: "The cluster does not answer from here.",
  stay: "This server is about to go."
}
