import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import { Api } from "@aethercast/domain/Api"
import { NotReady } from "@aethercast/domain/Problems"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { callEntity } from "../listening/EntityCall.ts"

/** How long the first request after an installation waits for the first page. */
const patience = "10 seconds"

/** Serves the latest landing page. */
export const layer = HttpApiBuilder.group(
  Api,
  "snippets",
  Effect.fnUntraced(function* (handlers) {
    const surface = (yield* SurfaceEntity.client)(landingSurface)
    // Before the first publication the entity fails after a while: then it is polled again.
    const published = Effect.eventually(callEntity(surface.Poll({})))
    const notReady = new NotReady({ detail: "The first topics are still being looked for." })
    return handlers.handle("landing", () =>
      published.pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(notReady) })
      )
    )
  })
)
