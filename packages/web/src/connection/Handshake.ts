import type { Welcome } from "@aethercast/domain/ListenerRpcs"
import { Effect } from "effect"
import { Atom, type AtomRegistry } from "effect/reactivity"
import { episodeIdsAtom } from "../listener/EpisodeIds.ts"
import type { ListenerClient } from "./ListenerClient.ts"

/** The server's reply to the latest handshake. */
export const welcomeAtom = Atom.make<Welcome | undefined>(undefined).pipe(Atom.keepAlive)

/**
 * Introduces the page to the server, once per connection, and reports whether the page is current. It is
 * not when its build is another one, or when its session has ended: a page that is loaded gets a session.
 */
export const handshake = (
  client: ListenerClient["Service"],
  registry: AtomRegistry.AtomRegistry,
  onPage: (isCurrent: boolean) => void
): Effect.Effect<void> =>
  client.rpc.Hello().pipe(
    Effect.map((welcome) => {
      registry.set(welcomeAtom, welcome)
      registry.set(episodeIdsAtom, welcome.episodeIds)
      onPage(pageBuild === undefined || welcome.build === pageBuild)
    }),
    // A server of another build may reply in a form that this page cannot decode.
    Effect.catchIf(
      (error) => error._tag === "RpcClientError" && error.reason._tag === "RpcClientDefect",
      () => Effect.sync(() => onPage(false))
    ),
    Effect.catchTag("NoSession", () => Effect.sync(() => onPage(false))),
    Effect.ignoreCause
  )

/** The build that this page belongs to; none when Vite's development server serves it. */
const pageBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content
