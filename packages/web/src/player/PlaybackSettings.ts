import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import * as LocalStorage from "../listener/LocalStorage.ts"

/** `level` is from 0 to 1. */
export const Volume = Schema.Struct({
  level: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  muted: Schema.Boolean
})
export type Volume = typeof Volume.Type

export const volumeAtom = Atom.writable(
  (): Volume =>
    Option.getOrElse(LocalStorage.get("volume", Volume), () => ({ level: 1, muted: false })),
  (context, volume: Volume) => {
    LocalStorage.set("volume", Volume, volume)
    context.setSelf(volume)
  }
).pipe(Atom.keepAlive)

export const playbackRates = [0.75, 1, 1.25, 1.5, 1.75, 2] as const
/** Speed relative to normal. */
export const PlaybackRate = Schema.Literals(playbackRates)
export type PlaybackRate = typeof PlaybackRate.Type

export const playbackRateAtom = Atom.writable(
  (): PlaybackRate =>
    Option.getOrElse(LocalStorage.get("playbackRate", PlaybackRate), () => 1 as const),
  (context, rate: PlaybackRate) => {
    LocalStorage.set("playbackRate", PlaybackRate, rate)
    context.setSelf(rate)
  }
).pipe(Atom.keepAlive)

/** How far the buttons, keys and media keys skip, in seconds. */
export const skipSeconds = 15
