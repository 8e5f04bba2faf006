import { migrations } from "@aethercast/agents/store/Migrations"
import { RosterLayer } from "@aethercast/agents/Roster"
import * as SvgPainter from "@aethercast/agents/images/SvgPainter"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Reader } from "@aethercast/agents/sources/Reader"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { Materials } from "@aethercast/agents/store/Materials"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { Surfaces } from "@aethercast/agents/store/Surfaces"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import * as Database from "@aethercast/cluster/Database"
import * as Runtime from "@aethercast/cluster/Runtime"
import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import * as Announcement from "./Announcement.ts"
import * as ClusterAddress from "./ClusterAddress.ts"
import * as CommandLine from "./CommandLine.ts"
import { Build } from "./http/Build.ts"
import { Drain } from "./http/Drain.ts"
import * as Http from "./http/Http.ts"
import * as Listener from "./http/Listener.ts"
import { EpisodeDesk } from "./listening/EpisodeDesk.ts"
import { LandingKeeper } from "./listening/LandingKeeper.ts"
import { ListeningPositions } from "./listening/ListeningPositions.ts"
import { Providers } from "./listening/Providers.ts"
import { SurfaceDesk } from "./listening/SurfaceDesk.ts"
import { LoggingLayer } from "./Logging.ts"
import { Postgres } from "./Postgres.ts"
import type { Settings } from "./Settings.ts"
import * as Signals from "./Signals.ts"

const StoresLayer = Layer.mergeAll(
  Blobs.layer,
  Clips.layer,
  Episodes.layer,
  Materials.layer,
  Snippets.layer,
  Surfaces.layer,
  ListeningPositions.layer
)

const ProvidersLayer = Layer.mergeAll(FliteVoice.layer, SvgPainter.layer, ExtractiveWriter.layer)

const sourcesLayer = (settings: Settings) =>
  Layer.mergeAll(Reader.layer, TopicSource.layer).pipe(
    Layer.provideMerge(GuardedHttp.layer),
    Layer.provideMerge(LibrarySite.layer),
    Layer.provideMerge(
      Library.layer({ folders: [shippedLibrary, ...Option.toArray(settings.library)] })
    )
  )

/** The cluster on its database. */
const clusterLayer = (settings: Settings) =>
  Layer.unwrap(
    Effect.map(ClusterAddress.choose(settings), (address) => Runtime.layer(address))
  ).pipe(
    Layer.provideMerge(
      Layer.unwrap(Effect.map(Postgres, ({ url }) => Database.layer({ url, migrations })))
    ),
    Layer.provideMerge(Postgres.layer(settings))
  )

/** What every node of the cluster runs on, all started at once, and the agents that it lends to it. */
const nodeLayer = (settings: Settings) =>
  RosterLayer.pipe(
    Layer.provideMerge(StoresLayer),
    Layer.provideMerge(
      Layer.mergeAll(ProvidersLayer, sourcesLayer(settings), clusterLayer(settings))
    )
  )

/** The page and the API, in front of a node. */
const serverLayer = (settings: Settings) =>
  Announcement.layerOfServer(settings).pipe(
    Layer.provide(Http.layer(Listener.layer(settings))),
    Layer.provide([
      EpisodeDesk.layer,
      SurfaceDesk.layer,
      LandingKeeper.layer,
      Providers.layer,
      Build.layer,
      Drain.layer(settings)
    ]),
    Layer.provide(nodeLayer(settings))
  )

CommandLine.run(process.argv.slice(2), (settings) =>
  Effect.andThen(
    Announcement.dataLocation(settings),
    Layer.launch(
      settings.role === "server"
        ? serverLayer(settings)
        : Layer.provide(Announcement.layerOfNode, nodeLayer(settings))
    )
  )
).pipe(
  Effect.provide([NodeServices.layer, NodeCrypto.layer, LoggingLayer]),
  NodeRuntime.runMain({ teardown: Signals.teardown })
)
