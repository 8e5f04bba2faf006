import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { ListenerRpcs, Welcome } from "@aethercast/domain/ListenerRpcs"
import { SurfaceNotFound } from "@aethercast/domain/UiDefinition"
import { Effect, Option, Stream } from "effect"
import { Build } from "../http/Build.ts"
import { EpisodeDesk } from "./EpisodeDesk.ts"
import { LandingKeeper } from "./LandingKeeper.ts"
import { ListeningPositions } from "./ListeningPositions.ts"
import { Providers } from "./Providers.ts"
import { SurfaceDesk } from "./SurfaceDesk.ts"

/** Changes that wait for a slow browser before its stream rests. */
const capacity = 64

/** Answers what the page says. Streams are queues, so that one acknowledgement fetches all that waits. */
export const ListenerHandlersLayer = ListenerRpcs.toLayer(
  Effect.gen(function* () {
    const desk = yield* EpisodeDesk
    const positions = yield* ListeningPositions
    const providers = yield* Providers
    const landing = yield* LandingKeeper
    const build = yield* Build
    const surfaces = yield* SurfaceDesk

    return ListenerRpcs.of({
      Hello: Effect.fnUntraced(function* ({ session }) {
        const position = yield* positions.find(session)
        return new Welcome({
          build: build.id,
          providers: yield* providers.all,
          ...(Option.isSome(position) ? { position: position.value } : {})
        })
      }),

      WatchSurface: ({ surface }) =>
        surface === landingSurface
          ? Stream.toQueue(surfaces.watch(surface), { capacity })
          : Effect.fail(new SurfaceNotFound({ surface })),

      StartEpisode: ({ request, session }) =>
        Effect.map(desk.start(request, session), (workflowId) => ({ workflowId })),

      WatchEpisode: ({ episodeId }) => Stream.toQueue(desk.watch(episodeId), { capacity }),

      Report: Effect.fnUntraced(function* ({ position, session }) {
        yield* desk.report(position.episodeId, position.cursor)
        yield* positions.save(session, position)
      }),

      RefreshLanding: () => landing.refresh
    })
  })
)
