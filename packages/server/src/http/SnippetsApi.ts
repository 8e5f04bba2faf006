import { landingSurface } from "@aethercast/agents/DynamicUi"
import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import { rideOut, rideOutStream } from "@aethercast/cluster/EngineTrouble"
import { Api } from "@aethercast/domain/Api"
import { NotReady } from "@aethercast/domain/Problems"
import { Effect, Stream } from "effect"
import { HttpApiBuilder } from "effect/http-api"

/** How long the very first request of a new installation waits for the page. */
const patience = "10 seconds"

/** Serves the landing page as it was last published. */
export const layer = HttpApiBuilder.group(
  Api,
  "snippets",
  Effect.fnUntraced(function* (handlers) {
    const surface = (yield* SurfaceEntity.client)(landingSurface)
    const firstPublication = Stream.runHead(rideOutStream(surface.Watch()))
    const published = Effect.catchTag(rideOut(surface.Get()), "SurfaceNotFound", () =>
      Effect.andThen(firstPublication, rideOut(surface.Get()))
    )
    const notYet = new NotReady({ detail: "The first topics are still being looked for." })
    return handlers.handle("landing", () =>
      published.pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(notYet) }),
        Effect.mapError(() => notYet)
      )
    )
  })
)
