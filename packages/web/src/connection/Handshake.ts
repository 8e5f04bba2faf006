import type { Welcome } from "@aethercast/domain/ListenerRpcs"
import { Effect } from "effect"
import { Atom, type AtomRegistry } from "effect/reactivity"
import { session } from "../listener/Identifiers.ts"
import type { Control } from "./Client.ts"

/** What the server said when it was last greeted. */
export const welcomeAtom = Atom.make<Welcome | undefined>(undefined).pipe(Atom.keepAlive)

/** Greets the server; to be done on each connection. `current` learns whether it is of this page's build. */
export const greet = (
  control: Control["Service"],
  registry: AtomRegistry.AtomRegistry,
  current: (isCurrent: boolean) => void
): Effect.Effect<void> =>
  control.rpc.Hello({ session: session() }).pipe(
    Effect.map((welcome) => {
      registry.set(welcomeAtom, welcome)
      current(ownBuild === undefined || welcome.build === ownBuild)
    }),
    // Another build may answer in a form that this one cannot read.
    Effect.catchIf(
      (error) => error.reason._tag === "RpcClientDefect",
      () => Effect.sync(() => current(false))
    ),
    Effect.ignoreCause
  )

/** The build that this page belongs to; none while it is served by Vite. */
const ownBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content

/**
 * Loads an outdated page anew: once, lest a server that keeps serving the old one be asked for ever,
 * and not while something is playing.
 */
export const keepCurrent =
  (audio: HTMLAudioElement) =>
  (isCurrent: boolean): void => {
    if (isCurrent) return sessionStorage.removeItem(reloadedKey)
    if (sessionStorage.getItem(reloadedKey) !== null) return
    const reload = () => {
      sessionStorage.setItem(reloadedKey, "yes")
      location.reload()
    }
    if (audio.paused) return reload()
    audio.addEventListener("pause", reload, { once: true })
  }

const reloadedKey = "aethercast.reloaded"
