import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { ListenerRpcs, Welcome } from "@aethercast/domain/ListenerRpcs"
import { SurfaceNotFound } from "@aethercast/domain/UiDefinition"
import { Effect, Option, Stream } from "effect"
import { Build } from "../http/Build.ts"
import * as ClientAddress from "../http/ClientAddress.ts"
import { EpisodeClient } from "./EpisodeClient.ts"
import { HeardEpisodes } from "./HeardEpisodes.ts"
import { LandingScheduler } from "./LandingScheduler.ts"
import { ListeningPositions } from "./ListeningPositions.ts"
import { Providers } from "./Providers.ts"
import { SurfaceClient } from "./SurfaceClient.ts"

/** Changes that are buffered for a slow browser before its stream pauses. */
const capacity = 64

/** Serves the page. Streams are queues, so that one acknowledgement fetches everything that is buffered. */
export const ListenerHandlersLayer = ListenerRpcs.toLayer(
  Effect.gen(function* () {
    const episodes = yield* EpisodeClient
    const positions = yield* ListeningPositions
    const heardEpisodes = yield* HeardEpisodes
    const providers = yield* Providers
    const landing = yield* LandingScheduler
    const build = yield* Build
    const surfaces = yield* SurfaceClient

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

      StartEpisode: ({ request, session }, { headers }) =>
        Effect.map(
          episodes.start(request, { address: ClientAddress.ofCall(headers), session }),
          (workflowId) => ({ workflowId })
        ),

      WatchEpisode: ({ episodeId }) => Stream.toQueue(episodes.watch(episodeId), { capacity }),

      Report: Effect.fnUntraced(function* ({ heard, playing, position, session }) {
        yield* episodes.report(position.episodeId, position.cursor, playing)
        yield* positions.save(session, position)
        yield* heardEpisodes.add(session, position.episodeId, heard)
      }),

      Steer: Effect.fnUntraced(function* ({ command, episodeId, session }) {
        const heard = yield* heardEpisodes.find(session, episodeId)
        return yield* episodes.steer(episodeId, command, heard)
      }),

      RefreshLanding: () => landing.refresh
    })
  })
)
