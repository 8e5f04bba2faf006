import { type Biquad, filtered } from "./Biquad.ts"
import { limit } from "./Limiter.ts"
import { amplify, factor, integrated } from "./Loudness.ts"
import { frameSamples, sampleRate } from "./Mp3.ts"
import { resampler } from "./Resampler.ts"
import { append, trim } from "./Silence.ts"

/** The loudness of every voice, in LUFS: what podcast platforms ask for. */
export const targetLoudness = -16

/** How the samples of a voice become speech of the common loudness. */
export interface VoiceSound {
  /** Samples per second, in whole hertz. */
  readonly rate: number
  readonly equalizer: ReadonlyArray<Biquad>
  /**
   * Decibels that bring the voice to the target, measured once over many lines. Without it every piece
   * is brought there by its own loudness.
   */
  readonly gain?: number
}

/**
 * Makes a converter for a voice: from its samples to 48 kHz at the common loudness, trimmed, below
 * -1 dBTP, and followed by silence. It yields blocks of 120 ms, so that the first can be sent before
 * the last is converted.
 */
export const mastering = ({ equalizer, gain, rate }: VoiceSound) => {
  const resample = resampler(rate, sampleRate)
  const margin = Math.round(rate * 0.02)

  return (spoken: Float32Array, silenceMillis: number): Generator<Float32Array, void> => {
    const equalized = equalizer.reduce(filtered, Float64Array.from(trim(spoken, margin)))
    const samples = Float32Array.from(equalized)
    const limited = limit(amplify(samples, gain ?? ownGain(samples, rate)), rate, ceiling)
    const silence = Math.round((silenceMillis * rate) / 1000)
    return resample(append(limited, silence), 5 * frameSamples)
  }
}

/**
 * Decibels that bring samples to the target. Less than 400 ms have no loudness: their peak stands for it.
 */
export const ownGain = (samples: Float32Array, rate: number): number => {
  const loudness = integrated(samples, rate)
  if (loudness > -70) return Math.min(maxGain, targetLoudness - loudness)
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return peak === 0 ? 0 : Math.min(maxGain, 20 * Math.log10(factor(-6) / peak))
}

/** Decibels: more would only raise the noise of a bad recording. */
const maxGain = 30

/** 1 dB below the limit of -1 dBTP, because resampling and encoding raise peaks. */
export const ceiling = factor(-2)
