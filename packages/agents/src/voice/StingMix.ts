import type { Sting } from "./SpeechSynthesizer.ts"
import {
  closingGap,
  closingSting,
  longOpeningLead,
  openingLead,
  openingSting
} from "./StingSound.ts"

/** Adds a sting to the blocks of a line at 48 kHz. */
export interface StingMix {
  /** What is heard before the first word. */
  readonly before: () => Float32Array
  /** A block of speech with what still sounds below it. */
  readonly with: (speech: Float32Array) => Float32Array
  /** What is heard after the last word. */
  readonly after: () => Float32Array
}

/** Makes mixers; the sounds are computed once. */
export const load = (): ((sting: Sting | undefined) => StingMix) => {
  const opening = openingSting()
  const closing = closingSting()
  return (sting) => {
    switch (sting) {
      case "opening":
        return openingMix(opening, openingLead)
      case "long-opening":
        return openingMix(opening, longOpeningLead)
      case "closing":
        return closingMix(closing)
      case undefined:
        return none
    }
  }
}

const nothing = new Float32Array(0)

const none: StingMix = { before: () => nothing, with: (speech) => speech, after: () => nothing }

const openingMix = (sound: Float32Array, lead: number): StingMix => {
  let heard = 0
  return {
    before() {
      heard = lead
      return sound.subarray(0, lead)
    },
    with(speech) {
      const start = heard
      heard += speech.length
      return start >= sound.length
        ? speech
        : speech.map((sample, at) => sample + (sound[start + at] ?? 0))
    },
    after: () => sound.subarray(Math.min(heard, sound.length))
  }
}

const closingMix = (sound: Float32Array): StingMix => ({
  ...none,
  after() {
    const samples = new Float32Array(closingGap + sound.length)
    samples.set(sound, closingGap)
    return samples
  }
})
