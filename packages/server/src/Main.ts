import { migrations } from "@aethercast/agents/store/Migrations"
import { RosterLayer } from "@aethercast/agents/Roster"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import * as ListenerReader from "@aethercast/agents/sources/ListenerReader"
import { AllowedPrivateHosts } from "@aethercast/agents/sources/PrivateHosts"
import { Reader } from "@aethercast/agents/sources/Reader"
import * as Spending from "@aethercast/agents/spending/Spending"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Materials } from "@aethercast/agents/store/Materials"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { Surfaces } from "@aethercast/agents/store/Surfaces"
import { TopicPool } from "@aethercast/agents/store/TopicPool"
import * as Database from "@aethercast/cluster/Database"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import * as Runtime from "@aethercast/cluster/Runtime"
import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import * as Announcement from "./Announcement.ts"
import * as BucketLayer from "./BucketLayer.ts"
import * as ClusterAddress from "./ClusterAddress.ts"
import * as CommandLine from "./CommandLine.ts"
import { PublicHosts } from "./http/AllowedHosts.ts"
import { Build } from "./http/Build.ts"
import { Drain } from "./http/Drain.ts"
import { ImageOrigins } from "./http/ImageOrigins.ts"
import * as ServerAddress from "./http/ServerAddress.ts"
import { SiblingServers } from "./http/SiblingServers.ts"
import * as WebServer from "./http/WebServer.ts"
import { DocumentUploads } from "./listening/DocumentUploads.ts"
import { EpisodeClient } from "./listening/EpisodeClient.ts"
import { EpisodeDeletion } from "./listening/EpisodeDeletion.ts"
import { Follows } from "./listening/Follows.ts"
import * as FollowSchedule from "./listening/FollowSchedule.ts"
import { LandingScheduler } from "./listening/LandingScheduler.ts"
import { HeardEpisodes } from "./listening/HeardEpisodes.ts"
import { OrderHistory } from "./listening/OrderHistory.ts"
import { OrderQuotas } from "./listening/OrderQuotas.ts"
import { ListeningPositions } from "./listening/ListeningPositions.ts"
import { Providers } from "./listening/Providers.ts"
import { SurfaceClient } from "./listening/SurfaceClient.ts"
import { LocalModels } from "./local/LocalModels.ts"
import { LocalOllama } from "./LocalOllama.ts"
import { LoggingLayer } from "./Logging.ts"
import * as PainterLayer from "./PainterLayer.ts"
import { Postgres } from "./Postgres.ts"
import type { Settings } from "./Settings.ts"
import * as Signals from "./Signals.ts"
import { SessionRecords } from "./sessions/SessionRecords.ts"
import * as SessionRetention from "./sessions/SessionRetention.ts"
import { Sessions } from "./sessions/Sessions.ts"
import { Tastes } from "./sessions/Tastes.ts"
import { SocketLimits } from "./sockets/SocketLimits.ts"
import * as WebDiscovery from "./WebDiscovery.ts"
import * as WebSearch from "./WebSearch.ts"
import * as VoiceLayer from "./VoiceLayer.ts"
import * as WriterLayer from "./WriterLayer.ts"

const storesLayer = (settings: Settings) =>
  Layer.mergeAll(
    Blobs.layer,
    Clips.layer,
    Episodes.layer,
    ListenerDocuments.layer,
    Materials.layer,
    Snippets.layer,
    Surfaces.layer,
    TopicPool.layer,
    HeardEpisodes.layer,
    ListeningPositions.layer,
    BucketLayer.moverLayer(settings)
  ).pipe(Layer.provide(BucketLayer.objectsLayer(settings)))

const providersLayer = (settings: Settings) =>
  Layer.mergeAll(
    VoiceLayer.layer(settings),
    PainterLayer.layer(settings),
    WriterLayer.layer(settings)
  ).pipe(Layer.provideMerge(LocalOllama.layer(settings)))

/** The way to documents: the web, and the library. */
const documentsLayer = ({ library, web: { contact, privateHosts } }: Settings) =>
  Layer.mergeAll(
    GuardedHttp.layer({ contact, privateHosts: new Set(privateHosts) }),
    Layer.succeed(AllowedPrivateHosts, new Set(privateHosts)),
    Lexicon.layer
  ).pipe(
    Layer.provideMerge(LibrarySite.layer),
    Layer.provideMerge(Library.layer({ folders: [shippedLibrary, ...Option.toArray(library)] }))
  )

const sourcesLayer = ({ web }: Settings) =>
  Layer.mergeAll(Reader.layer, TopicSource.layer, WebDiscovery.layer(web)).pipe(
    Layer.provideMerge(Layer.merge(CachedHttp.layer, WebSearch.layer(web)))
  )

/** A node of the cluster, on its database. */
const clusterLayer = (settings: Settings) =>
  RunQueue.layer(settings.capacity).pipe(
    Layer.provideMerge(
      Layer.unwrap(Effect.map(ClusterAddress.choose(settings), (address) => Runtime.layer(address)))
    ),
    Layer.provideMerge(
      Layer.unwrap(Effect.map(Postgres, ({ url }) => Database.layer({ url, migrations })))
    ),
    Layer.provideMerge(Postgres.layer(settings))
  )

/** The agents and workflows of a node, and everything they run on; all of it starts at once. */
const nodeLayer = (settings: Settings) =>
  RosterLayer.pipe(
    Layer.provide(ListenerReader.layer),
    Layer.provideMerge(
      Layer.mergeAll(storesLayer(settings), sourcesLayer(settings), Spending.layer(settings.budget))
    ),
    Layer.provideMerge(
      Layer.mergeAll(providersLayer(settings), documentsLayer(settings), clusterLayer(settings))
    )
  )

/** A node with the page and the API in front of it. */
const serverLayer = (settings: Settings) =>
  Announcement.layerOfServer(settings).pipe(
    Layer.provide(WebServer.layer(ServerAddress.layer(settings), settings)),
    Layer.merge(FollowSchedule.layer),
    Layer.provide(Follows.layer),
    Layer.provide([
      EpisodeClient.layer.pipe(Layer.provide([OrderQuotas.layer(settings.quotas), Tastes.layer])),
      SurfaceClient.layer,
      LandingScheduler.layer,
      Providers.layer,
      SessionRecords.layer.pipe(
        Layer.provideMerge([Sessions.layer, EpisodeDeletion.layer, Tastes.layer])
      ),
      SessionRetention.layer,
      OrderHistory.layer,
      DocumentUploads.layer,
      SiblingServers.layer(settings),
      Build.layer,
      Drain.layer(settings),
      Layer.succeed(PublicHosts, [settings.host, ...settings.publicHosts]),
      Layer.succeed(
        ImageOrigins,
        Option.toArray(settings.bucket).map(({ storage }) => storage.address)
      ),
      Layer.succeed(SocketLimits, {
        ...SocketLimits.defaultValue(),
        perAddress: settings.socketsPerAddress
      })
    ]),
    Layer.provide(nodeLayer(settings))
  )

CommandLine.run(process.argv.slice(2), (settings) =>
  Effect.andThen(
    Announcement.dataLocation(settings),
    Layer.launch(
      (settings.role === "server"
        ? serverLayer(settings)
        : Layer.provide(Announcement.layerOfNode, nodeLayer(settings))
      ).pipe(Layer.provide(LocalModels.layer(settings)))
    )
  )
).pipe(
  Effect.provide([NodeServices.layer, NodeCrypto.layer, LoggingLayer]),
  NodeRuntime.runMain({ teardown: Signals.teardown })
)
