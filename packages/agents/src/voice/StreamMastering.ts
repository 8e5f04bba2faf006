import { limit } from "./Limiter.ts"
import { factor, integrated } from "./Loudness.ts"
import { ceiling, ownGain } from "./Mastering.ts"
import { sampleRate } from "./Mp3.ts"
import { resampler } from "./Resampler.ts"
import { isAudible } from "./Silence.ts"

/** Masters a voice whose samples arrive bit by bit. */
export interface StreamMastering {
  /** The samples at 48 kHz that are ready. */
  readonly push: (samples: Float32Array) => Float32Array
  /** The last samples; the silence at their end is dropped. */
  readonly end: () => Float32Array
  /** The gain that everything that came in needs, in decibels; undefined for less than 400 ms. */
  readonly gain: () => number | undefined
}

/**
 * Brings samples of any rate to 48 kHz, -16 LUFS and below -1 dBTP while they arrive. `gain` is what the
 * voice needed before, in decibels; without it the first 400 ms, the least that has a loudness, are
 * awaited and measured, and the gain follows what comes after them.
 */
export const make = (rate: number, gain: number | undefined): StreamMastering => {
  const resample = resampler(rate, sampleRate)
  const measured = Math.ceil(rate * 0.4)
  // A whole number of samples at 48 kHz comes out of every step.
  const step = stepOf(rate)
  const margin = Math.ceil((rate * 0.03) / step) * step
  const keep = Math.round(rate * 0.02)
  let input = new Float32Array(0)
  /** Samples of `input` that have been given out. */
  let given = 0
  let started = false
  let applied = gain
  let wanted = gain
  let measuredUntil = 0

  /** Measures again after every half second, as long as the voice is new. */
  const follow = (): number => {
    if (gain !== undefined) return gain
    if (wanted !== undefined && input.length - measuredUntil < rate / 2) return wanted
    measuredUntil = input.length
    wanted = ownGain(input, rate)
    return wanted
  }

  const take = (samples: Float32Array): void => {
    const from = started ? 0 : samples.findIndex(isAudible)
    if (from < 0) return
    input = joined(input, samples.subarray(started ? 0 : Math.max(0, from - keep)))
    started = true
  }

  /** Gives out the samples up to `end`; the limiter and the filter see what is around them. */
  const give = (end: number): Float32Array => {
    if (end <= given) return new Float32Array(0)
    const start = Math.max(0, given - margin)
    const to = follow()
    const from = applied ?? to
    applied = to
    const around = input.subarray(start, Math.min(input.length, end + margin))
    const limited = limit(ramped(around, from, to), rate, ceiling)
    const [block = new Float32Array(0)] = resample(limited, Number.MAX_SAFE_INTEGER)
    const ratio = sampleRate / rate
    const result = block.subarray(
      Math.round((given - start) * ratio),
      Math.round((end - start) * ratio)
    )
    given = end
    return result
  }

  return {
    push(samples) {
      take(samples)
      // Silence is held back: it may be the last.
      const audible = input.findLastIndex(isAudible) + 1
      const end = Math.floor(Math.min(audible, input.length - margin) / step) * step
      return applied === undefined && input.length < measured + margin
        ? new Float32Array(0)
        : give(end)
    },
    end: () => give(Math.min(input.length, input.findLastIndex(isAudible) + 1 + keep)),
    gain: () => (integrated(input, rate) > -70 ? ownGain(input, rate) : undefined)
  }
}

/** The fewest samples at a rate that are a whole number of samples at 48 kHz. */
const stepOf = (rate: number): number => {
  const divide = (a: number, b: number): number => (b === 0 ? a : divide(b, a % b))
  return rate / divide(rate, sampleRate)
}

const joined = (one: Float32Array, other: Float32Array): Float32Array<ArrayBuffer> => {
  const all = new Float32Array(one.length + other.length)
  all.set(one)
  all.set(other, one.length)
  return all
}

/** Samples amplified by a gain that goes evenly from one to another, in decibels. */
const ramped = (samples: Float32Array, from: number, to: number): Float32Array => {
  const first = factor(from)
  const slope = (factor(to) - first) / Math.max(1, samples.length)
  return samples.map((sample, index) => sample * (first + slope * index))
}
