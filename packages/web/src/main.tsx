import "./ui/theme.css"
import { Context, Effect } from "effect"
import { AtomRegistry } from "effect/reactivity"
import { render } from "preact"
import { App } from "./App.tsx"
import { AudioClient } from "./connection/AudioClient.ts"
import { connectionStateAtom } from "./connection/ConnectionState.ts"
import { handshake } from "./connection/Handshake.ts"
import { ListenerClient } from "./connection/ListenerClient.ts"
import { rpcRuntime } from "./connection/RpcRuntime.ts"
import * as SiblingServers from "./connection/SiblingServers.ts"
import { reloadWhenStale } from "./connection/StalePage.ts"
import { MyEpisodes } from "./history/MyEpisodes.ts"
import { EpisodeRequests } from "./listener/EpisodeRequests.ts"
import { type PageServices, PageServicesContext } from "./PageServices.ts"
import { consoleApi } from "./player/ConsoleApi.ts"
import { bindMediaSession } from "./player/MediaSessionControls.ts"
import { Player } from "./player/Player.ts"
import { playAlone } from "./player/PlayingTab.ts"
import { reportPosition } from "./player/PositionReporter.ts"
import { EpisodeSteering } from "./steering/EpisodeSteering.ts"
import { AtomRegistryContext } from "./ui/AtomRegistryContext.ts"

const start = Effect.fnUntraced(function* (root: HTMLElement, audio: HTMLAudioElement) {
  const registry = AtomRegistry.make({ defaultIdleTTL: 400 })
  registry.mount(rpcRuntime)
  const context = yield* AtomRegistry.getResult(registry, rpcRuntime)
  const run = Effect.runForkWith(context)
  const client = Context.get(context, ListenerClient)
  const player = new Player(audio, registry, Context.get(context, AudioClient))
  const greet = handshake(client, registry, reloadWhenStale(audio))
  const mine = new MyEpisodes(player, registry, client)
  const report = reportPosition(player, registry, client)
  const services: PageServices = {
    player,
    steering: new EpisodeSteering(player, registry, client, report),
    requests: new EpisodeRequests(player, registry, client, greet),
    mine,
    refreshLanding: Effect.ignore(client.rpc.RefreshLanding())
  }

  registry.subscribe(
    connectionStateAtom,
    (state) => {
      if (state === "open") run(Effect.andThen(greet, mine.refresh))
    },
    { immediate: true }
  )
  run(SiblingServers.follow(client))
  playAlone(player)
  bindMediaSession(player, registry)
  window.aethercast = consoleApi(player, registry)

  render(
    <AtomRegistryContext.Provider value={registry}>
      <PageServicesContext.Provider value={services}>
        <App />
      </PageServicesContext.Provider>
    </AtomRegistryContext.Provider>,
    root
  )
})

const root = document.getElementById("app")
const audio = document.getElementById("voice")
if (root !== null && audio instanceof HTMLAudioElement) Effect.runFork(start(root, audio))
