import { factor } from "./Loudness.ts"
import { frameSamples, sampleRate } from "./Mp3.ts"

/** A note: when it starts, in seconds, its pitch in hertz, its peak, and how fast it fades. */
interface Note {
  readonly start: number
  readonly hertz: number
  readonly decibels: number
  /** Seconds until it has faded by 60 dB. */
  readonly decay: number
}

/**
 * Samples between the start of the opening sting and the first word: 288 ms, twelve frames. LAME holds
 * two of them back until the first word; Chromium begins to play when it has 200 ms, nine frames.
 */
export const openingLead = 12 * frameSamples

/**
 * The same where a provider speaks: 600 ms. Played from about 150 ms on, it lasts until the first byte of a
 * voice that needs half a second.
 */
export const longOpeningLead = 25 * frameSamples

/** Samples between the last word and the closing sting. */
export const closingGap = 0.2 * sampleRate

/** The sound at the start: three rising notes, whose chord fades below the first words. */
export const openingSting = (): Float32Array =>
  played(2.4, [
    { start: 0, hertz: 392, decibels: -17, decay: 1.6 },
    { start: 0.08, hertz: 587.33, decibels: -18, decay: 1.8 },
    { start: 0.16, hertz: 783.99, decibels: -17, decay: 2.2 },
    { start: 0, hertz: 196, decibels: -24, decay: 2.6 }
  ])

/** The sound at the end: the same notes falling, down to the root. */
export const closingSting = (): Float32Array =>
  played(2.2, [
    { start: 0, hertz: 783.99, decibels: -17, decay: 1.4 },
    { start: 0.18, hertz: 587.33, decibels: -17, decay: 1.6 },
    { start: 0.36, hertz: 392, decibels: -16, decay: 2 },
    { start: 0.36, hertz: 196, decibels: -20, decay: 2.2 }
  ])

/** The partials of a struck bar: their pitch and level, relative to the note. */
const partials: ReadonlyArray<readonly [ratio: number, decibels: number, decay: number]> = [
  [1, 0, 1],
  [2, -14, 0.6],
  [3.93, -20, 0.3]
]

const attack = 0.004 * sampleRate

/** The longest fade at the end, so that the sound does not break off. */
const release = 0.25 * sampleRate

const played = (seconds: number, notes: ReadonlyArray<Note>): Float32Array => {
  const samples = new Float32Array(Math.round(seconds * sampleRate))
  for (const note of notes) {
    for (const [ratio, decibels, decay] of partials) {
      add(samples, note, note.hertz * ratio, factor(note.decibels + decibels), note.decay * decay)
    }
  }
  return samples.map((sample, at) => sample * Math.min(1, (samples.length - at) / release))
}

const add = (
  samples: Float32Array,
  { start }: Note,
  hertz: number,
  peak: number,
  decay: number
): void => {
  const first = Math.round(start * sampleRate)
  const fade = 10 ** (-3 / (decay * sampleRate))
  let level = peak
  for (let at = first; at < samples.length; at++) {
    const rise = Math.min(1, (at - first) / attack)
    const wave = Math.sin((2 * Math.PI * hertz * (at - first)) / sampleRate)
    samples[at] = (samples[at] ?? 0) + rise * level * wave
    level *= fade
  }
}
