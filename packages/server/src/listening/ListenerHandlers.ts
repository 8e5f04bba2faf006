import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { EpisodeConflict } from "@aethercast/domain/Episode"
import { ListenerRpcs, Welcome } from "@aethercast/domain/ListenerRpcs"
import { NotYourEpisode } from "@aethercast/domain/Session"
import { SurfaceNotFound } from "@aethercast/domain/UiDefinition"
import { Effect, Option, Stream } from "effect"
import { Build } from "../http/Build.ts"
import * as ClientAddress from "../http/ClientAddress.ts"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"
import { SessionRecords } from "../sessions/SessionRecords.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { Tastes } from "../sessions/Tastes.ts"
import { SiblingServers } from "../http/SiblingServers.ts"
import { EpisodeClient } from "./EpisodeClient.ts"
import { EpisodeDeletion } from "./EpisodeDeletion.ts"
import { Follows } from "./Follows.ts"
import { HeardEpisodes } from "./HeardEpisodes.ts"
import { LandingScheduler } from "./LandingScheduler.ts"
import { ListeningPositions } from "./ListeningPositions.ts"
import { OrderHistory } from "./OrderHistory.ts"
import { Providers } from "./Providers.ts"
import { SurfaceClient } from "./SurfaceClient.ts"

/** Changes that are buffered for a slow browser before its stream pauses. */
const capacity = 64

/** How many episodes a page can order before it says hello again. */
const stock = 32

/** How many of its episodes a session gets at a time. */
const pageSize = 50

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
    const siblings = yield* SiblingServers
    const sessions = yield* Sessions
    const history = yield* OrderHistory
    const deletion = yield* EpisodeDeletion
    const records = yield* SessionRecords
    const follows = yield* Follows
    const tastes = yield* Tastes

    return ListenerRpcs.of({
      Hello: Effect.fnUntraced(function* (_, { headers }) {
        const session = yield* sessions.require(headers)
        const position = yield* positions.latest(session)
        return new Welcome({
          build: build.id,
          providers: yield* providers.all,
          episodeIds: yield* Effect.replicateEffect(EpisodeIds.fresh(session), stock),
          ...(Option.isSome(position) ? { position: position.value } : {})
        })
      }),

      WatchServers: () => Stream.toQueue(siblings.alive, { capacity }),

      WatchSurface: ({ surface }) =>
        surface === landingSurface
          ? Stream.toQueue(surfaces.watch(surface), { capacity })
          : Effect.fail(new SurfaceNotFound({ surface })),

      StartEpisode: Effect.fnUntraced(function* ({ request }, { headers }) {
        const session = yield* sessions.require(headers)
        if (!EpisodeIds.isOf(session, request.id)) {
          return yield* new EpisodeConflict({ episodeId: request.id })
        }
        const address = ClientAddress.ofCall(headers)
        return { workflowId: yield* episodes.start(request, { address, session }) }
      }),

      MyEpisodes: Effect.fnUntraced(function* ({ before }, { headers }) {
        const session = yield* sessions.require(headers)
        return yield* history.list(session, { limit: pageSize, before })
      }),

      DeleteEpisode: Effect.fnUntraced(function* ({ episodeId }, { headers }) {
        const session = yield* sessions.require(headers)
        if (!EpisodeIds.isOf(session, episodeId)) return yield* new NotYourEpisode()
        yield* deletion.delete([episodeId])
      }),

      MySession: (_, { headers }) => Effect.flatMap(sessions.require(headers), records.summary),

      MyTaste: (_, { headers }) => Effect.flatMap(sessions.require(headers), tastes.get),

      ForgetTaste: ({ theme }, { headers }) =>
        Effect.flatMap(sessions.require(headers), (session) => tastes.forget(session, theme)),

      ForgetSession: (_, { headers }) => Effect.flatMap(sessions.require(headers), records.forget),

      WatchEpisode: ({ episodeId }) => Stream.toQueue(episodes.watch(episodeId), { capacity }),

      Report: Effect.fnUntraced(function* ({ heard, playing, position }, { headers }) {
        const session = yield* sessions.require(headers)
        yield* episodes.report(position.episodeId, position.cursor, playing)
        yield* positions.save(session, position)
        yield* heardEpisodes.add(session, position.episodeId, heard)
      }),

      Steer: Effect.fnUntraced(function* ({ command, episodeId }, { headers }) {
        const session = yield* sessions.require(headers)
        if (!EpisodeIds.isOf(session, episodeId)) return yield* new NotYourEpisode()
        return yield* episodes.steer(episodeId, session, command)
      }),

      Follow: (settings, { headers }) =>
        Effect.flatMap(sessions.require(headers), (session) => follows.add(session, settings)),

      MyFollows: (_, { headers }) => Effect.flatMap(sessions.require(headers), follows.list),

      Unfollow: Effect.fnUntraced(function* ({ id }, { headers }) {
        const session = yield* sessions.require(headers)
        yield* follows.remove(session, id)
      }),

      RefreshLanding: () => landing.refresh
    })
  })
)
