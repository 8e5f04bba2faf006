import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { Atom } from "effect/reactivity"

/** What the page shows of an episode until the server has sent it. */
export interface EpisodePreview {
  readonly title: string
  readonly teaser?: string
  readonly cover?: string
}

/** The server's response to a request; `reason` is plain English for the listener. */
export type RequestOutcome =
  | { readonly _tag: "Pending" }
  | { readonly _tag: "Accepted" }
  | { readonly _tag: "Rejected"; readonly reason: string }

/** An episode that this page requested. */
export interface RequestedEpisode {
  readonly request: EpisodeRequest
  readonly preview: EpisodePreview
  readonly outcome: RequestOutcome
}

/** `undefined` for an episode that this page did not request. */
export const requestedEpisodeAtom = Atom.family((_: EpisodeId) =>
  Atom.make<RequestedEpisode | undefined>(undefined).pipe(Atom.keepAlive)
)
