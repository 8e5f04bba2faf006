import { landingPage, LandingContent } from "@aethercast/agents/agents/DynamicUi"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { libraryMount } from "@aethercast/domain/LibraryAddress"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { LineId } from "@aethercast/domain/Timeline"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, Logger, Stream } from "effect"
import { Build } from "../../src/http/Build.ts"
import * as Site from "../../src/http/Site.ts"
import * as SourcePage from "../../src/http/SourcePage.ts"
import { LandingScheduler } from "../../src/listening/LandingScheduler.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"
import { ListeningPositions } from "../../src/listening/ListeningPositions.ts"
import { Providers } from "../../src/listening/Providers.ts"
import { SurfaceClient } from "../../src/listening/SurfaceClient.ts"
import * as ListenerSockets from "../../src/sockets/ListenerSockets.ts"
import { SocketLimits } from "../../src/sockets/SocketLimits.ts"
import { testApi, testEpisodes, testOrders } from "../http/TestApi.ts"
import { served } from "../http/TestServer.ts"
import { testDocuments } from "../http/TestDocuments.ts"
import { testSessions } from "../sessions/TestSessions.ts"

const chunk = (frame: number) =>
  new AudioChunk({ line: LineId.make("0.0"), frame, bytes: new Uint8Array(192), ended: false })

const sound = Stream.fromIterable([chunk(0), chunk(1), chunk(2)])

const landing = SurfaceState.snapshot(
  landingPage(new LandingContent({ cards: [], pending: 3, notice: "" }))
)

/** What is behind the sockets, without a cluster. */
const ServicesLayer = Layer.mergeAll(
  Layer.succeed(Build, Build.of({ id: "fuzzed" })),
  Layer.succeed(LandingScheduler, LandingScheduler.of({ refresh: Effect.void })),
  Layer.succeed(Providers, Providers.of({ all: Effect.succeed([]) })),
  Layer.succeed(
    ListeningPositions,
    ListeningPositions.of({ latest: () => Effect.succeedNone, save: () => Effect.void })
  ),
  Layer.succeed(
    HeardEpisodes,
    HeardEpisodes.of({ find: () => Effect.succeed([]), add: () => Effect.void })
  ),
  Layer.succeed(SurfaceClient, SurfaceClient.of({ watch: () => Stream.make(landing) }))
)

/** What the server has logged, newest last. */
export const log: Array<string> = []

const LogLayer = Logger.layer([
  Logger.map(Logger.formatLogFmt, (entry) => {
    log.push(entry)
    if (log.length > 1000) log.splice(0, 500)
  })
])

/** The routes of the server in memory. The rates are those of nobody, so that every input is read. */
export const Doors = served(
  Layer.mergeAll(
    ListenerSockets.layer,
    LibrarySite.routes(libraryMount),
    SourcePage.layer,
    Site.layer("/nowhere")
  ).pipe(
    Layer.provideMerge(testApi({ listen: () => sound })),
    Layer.provide([
      ServicesLayer,
      testEpisodes(() => sound),
      testOrders,
      Library.layer({ folders: [shippedLibrary] })
    ])
  )
).pipe(
  Layer.provide([
    LogLayer,
    NodeServices.layer,
    testSessions,
    testDocuments,
    Layer.succeed(SocketLimits, {
      ...SocketLimits.defaultValue(),
      perAddress: 10_000,
      burst: 1_000_000,
      framesPerSecond: 1_000_000,
      burstBytes: 2 ** 40
    })
  ])
)
