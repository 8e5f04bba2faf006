import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import { Api } from "@aethercast/domain/Api"
import { NotReady } from "@aethercast/domain/Problems"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { ask } from "../listening/Asking.ts"

/** How long the very first request of a new installation waits for the page. */
const patience = "10 seconds"

/** Serves the landing page as it was last published. */
export const layer = HttpApiBuilder.group(
  Api,
  "snippets",
  Effect.fnUntraced(function* (handlers) {
    const surface = (yield* SurfaceEntity.client)(landingSurface)
    // Waits for the first publication, and asks once more when that takes longer than the actor waits.
    const published = Effect.eventually(ask(surface.Poll({})))
    const notYet = new NotReady({ detail: "The first topics are still being looked for." })
    return handlers.handle("landing", () =>
      published.pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(notYet) })
      )
    )
  })
)
