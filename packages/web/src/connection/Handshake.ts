import type { Welcome } from "@aethercast/domain/ListenerRpcs"
import { Effect } from "effect"
import { Atom, type AtomRegistry } from "effect/reactivity"
import { currentSessionId } from "../listener/Identifiers.ts"
import type { ListenerClient } from "./ListenerClient.ts"

/** The server's reply to the latest handshake. */
export const welcomeAtom = Atom.make<Welcome | undefined>(undefined).pipe(Atom.keepAlive)

/** Introduces the page to the server, once per connection, and reports whether the page's build is current. */
export const handshake = (
  client: ListenerClient["Service"],
  registry: AtomRegistry.AtomRegistry,
  onBuild: (isCurrent: boolean) => void
): Effect.Effect<void> =>
  client.rpc.Hello({ session: currentSessionId() }).pipe(
    Effect.map((welcome) => {
      registry.set(welcomeAtom, welcome)
      onBuild(pageBuild === undefined || welcome.build === pageBuild)
    }),
    // A server of another build may reply in a form that this page cannot decode.
    Effect.catchIf(
      (error) => error.reason._tag === "RpcClientDefect",
      () => Effect.sync(() => onBuild(false))
    ),
    Effect.ignoreCause
  )

/** The build that this page belongs to; none when Vite's development server serves it. */
const pageBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content
