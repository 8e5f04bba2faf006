import { Api } from "@aethercast/domain/Api"
import { NotReady } from "@aethercast/domain/Problems"
import { Effect } from "effect"
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
        if (missing.length > 0) {
          return yield* new NotReady({ detail: `Waiting for ${missing.join(" and ")}.` })
        }
        return well
      })
    })
  })
)
