import type { Speaker } from "@aethercast/domain/Script"
import * as Flite from "./Flite.ts"
import { limit } from "./Limiter.ts"
import { amplify, factor } from "./Loudness.ts"
import { frameSamples, sampleRate } from "./Mp3.ts"
import { resampler } from "./Resampler.ts"
import { append, trim } from "./Silence.ts"

/**
 * Speaks a piece with flite: trimmed, at the common loudness of all voices, at 48 kHz, followed by
 * silence. Yields blocks of 120 ms, so that the first can be sent before the last is converted.
 */
export const fliteSpeech =
  (flite: Flite.Flite) =>
  (speaker: Speaker, text: string, silenceMillis: number): Generator<Float32Array, void> => {
    const { gain, ...voice } = voices[speaker]
    const spoken = amplify(trim(flite.speak(text, voice), margin), gain)
    const limited = limit(spoken, Flite.sampleRate, ceiling)
    return resample(append(limited, samplesOf(silenceMillis)), 5 * frameSamples)
  }

/** The gain, in decibels, that gives -19 LUFS; measured over 85 seconds of decoded clips. */
const voices: Record<Speaker, Flite.Voice & { readonly gain: number }> = {
  host: { name: "slt", stretch: 1.1, gain: -2.5 },
  guest: { name: "rms", stretch: 1, gain: 2.9 }
}

const samplesOf = (millis: number): number => Math.round((millis * Flite.sampleRate) / 1000)

/** Silence that is kept at either end of a piece. */
const margin = samplesOf(20)

/** 1 dB below the limit of -1 dBTP, because resampling and encoding raise peaks. */
const ceiling = factor(-2)

const resample = resampler(Flite.sampleRate, sampleRate)
