import { EpisodeRequest, type Subject } from "@aethercast/domain/EpisodeRequest"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Effect, Schedule } from "effect"
import { Atom, type AtomRegistry } from "effect/reactivity"
import type { Control } from "../connection/Client.ts"
import { backoff } from "../connection/Connection.ts"
import { isLoss } from "../connection/Subscription.ts"
import { episodeAtom, isMissing } from "../episode/EpisodeSubscription.ts"
import type { Player } from "../player/Player.ts"
import { navigate } from "../routing/Router.tsx"
import { episodePath } from "../routing/Route.ts"
import { freshEpisodeId, session } from "./Identifiers.ts"
import { preferencesAtom } from "./Preferences.ts"

/** What is known of an episode before the server has said anything. */
export interface Preview {
  readonly title: string
  readonly teaser?: string
  readonly cover?: string
}

/** An episode that this page asked for, and what the server said to that. */
export interface Asked {
  readonly request: EpisodeRequest
  readonly preview: Preview
  readonly answer: Answer
}

export type Answer =
  | { readonly _tag: "Awaited" }
  | { readonly _tag: "Accepted" }
  /** Why not, in plain words. */
  | { readonly _tag: "Refused"; readonly reason: string }

export const askedAtom = Atom.family((_: EpisodeId) =>
  Atom.make<Asked | undefined>(undefined).pipe(Atom.keepAlive)
)

/** What the listener can ask of the product. */
export class Desk {
  readonly player: Player
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly control: Control["Service"]

  constructor(player: Player, registry: AtomRegistry.AtomRegistry, control: Control["Service"]) {
    this.player = player
    this.registry = registry
    this.control = control
  }

  /**
   * Starts an episode and plays it. To be called within the handler of a click: the sound is asked for
   * in the same breath as the episode, and before anything is drawn.
   */
  listen(subject: Subject, preview: Preview): void {
    const id = freshEpisodeId()
    const request = new EpisodeRequest({ id, subject, ...this.registry.get(preferencesAtom) })
    Effect.runFork(this.ask({ request, preview, answer: { _tag: "Awaited" } }))
    this.player.start(id)
    navigate(this.registry, episodePath(id))
  }

  /** Asks for the same once more, as a new episode. */
  again(id: EpisodeId, fallback: Preview): void {
    const asked = this.registry.get(askedAtom(id))
    this.listen(
      asked?.request.subject ?? { _tag: "Words", words: fallback.title.slice(0, 300) },
      asked?.preview ?? fallback
    )
  }

  refresh(): Effect.Effect<void> {
    return Effect.ignore(this.control.rpc.RefreshLanding({ session: session() }))
  }

  private ask(asked: Asked): Effect.Effect<void> {
    const { id } = asked.request
    const atom = askedAtom(id)
    this.registry.set(atom, asked)
    const accept = Effect.sync(() => {
      this.registry.set(atom, { ...asked, answer: { _tag: "Accepted" } })
      // Those who asked for it earlier may have been told that there is none.
      if (isMissing(this.registry.get(episodeAtom(id)))) this.registry.refresh(episodeAtom(id))
      this.player.expect(id)
    })
    const refuse = (reason: string) =>
      Effect.sync(() => {
        this.player.eject()
        this.registry.set(atom, { ...asked, answer: { _tag: "Refused", reason } })
      })
    return Effect.andThen(
      this.control.opened,
      this.control.rpc.StartEpisode({ session: session(), request: asked.request })
    ).pipe(
      Effect.retry(Schedule.while(backoff, ({ input }) => isLoss(input))),
      Effect.andThen(accept),
      Effect.catchTag("TopicNotFound", () =>
        refuse(
          "This topic has been replaced by a fresher one. Choose another, or ask for it in words."
        )
      ),
      Effect.catchCause(() => refuse("The server could not start this episode."))
    )
  }
}
