import "./ui/theme.css"
import { Context, Effect } from "effect"
import { AtomRegistry } from "effect/reactivity"
import { render } from "preact"
import { App } from "./App.tsx"
import { client, Control, Sound } from "./connection/Client.ts"
import { connectionAtom } from "./connection/Connection.ts"
import { greet, keepCurrent } from "./connection/Handshake.ts"
import { Desk } from "./listener/EpisodeRequests.ts"
import { DeskContext } from "./AppContext.ts"
import { Registry } from "./ui/useAtomValue.ts"
import { inspection } from "./player/ConsoleApi.ts"
import { Player } from "./player/Player.ts"
import { report } from "./player/PositionReporter.ts"
import { bindSystemControls } from "./player/MediaSessionControls.ts"

const start = Effect.fnUntraced(function* (root: HTMLElement, audio: HTMLAudioElement) {
  const registry = AtomRegistry.make({ defaultIdleTTL: 400 })
  registry.mount(client)
  const services = yield* AtomRegistry.getResult(registry, client)
  const run = Effect.runForkWith(services)
  const control = Context.get(services, Control)
  const player = new Player(audio, registry, Context.get(services, Sound))
  const desk = new Desk(player, registry, control)

  const current = keepCurrent(audio)
  registry.subscribe(
    connectionAtom,
    (connection) => {
      if (connection === "open") run(greet(control, registry, current))
    },
    { immediate: true }
  )
  report(player, registry, control)
  bindSystemControls(player, registry)
  window.aethercast = inspection(player, registry)

  render(
    <Registry.Provider value={registry}>
      <DeskContext.Provider value={desk}>
        <App />
      </DeskContext.Provider>
    </Registry.Provider>,
    root
  )
})

const root = document.getElementById("app")
const audio = document.getElementById("voice")
if (root !== null && audio instanceof HTMLAudioElement) Effect.runFork(start(root, audio))
