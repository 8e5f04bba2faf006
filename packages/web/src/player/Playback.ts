import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import { recall } from "../listener/LocalStorage.ts"

/** What is in the player, and how far it is. */
export interface Loaded {
  readonly episodeId: EpisodeId
  /** `waiting` is: meant to play, but the sound is not there yet. */
  readonly phase: "paused" | "playing" | "waiting" | "ended"
  /** Seconds from the start. */
  readonly position: number
  /** Whole seconds from the start up to which the sound is here without a gap. */
  readonly received: number
  /** Whole seconds that have been made. */
  readonly made: number
  /** The server does not know the sound, or the browser cannot play it. */
  readonly trouble: "missing" | "unplayable" | undefined
}

export const loadedAtom = Atom.make<Loaded | undefined>(undefined).pipe(Atom.keepAlive)

/** Volume from 0 to 1. */
export const Loudness = Schema.Struct({
  volume: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  muted: Schema.Boolean
})
export type Loudness = typeof Loudness.Type

export const loudnessAtom = Atom.make<Loudness>(
  Option.getOrElse(recall("loudness", Loudness), () => ({ volume: 1, muted: false }))
).pipe(Atom.keepAlive)

export const rates = [0.75, 1, 1.25, 1.5, 1.75, 2] as const
export const Rate = Schema.Literals(rates)
export type Rate = typeof Rate.Type

export const rateAtom = Atom.make<Rate>(
  Option.getOrElse(recall("rate", Rate), () => 1 as const)
).pipe(Atom.keepAlive)
