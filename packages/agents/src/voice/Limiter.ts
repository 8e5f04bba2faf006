import { kernel } from "./Resampler.ts"

/**
 * The highest true peak as a factor of full scale, on four times the rate as BS.1770-4 measures it:
 * what a player's converter makes between two samples counts too.
 */
export const truePeak = (samples: Float32Array): number => {
  let peak = 0
  for (let index = 0; index < samples.length; index++) {
    peak = Math.max(peak, peakFrom(samples, index, peak))
  }
  return peak
}

/**
 * Keeps the true peak of samples at or below a ceiling, a factor of full scale. The gain starts to
 * sink 10 ms before a peak and has recovered 10 ms after it; samples without a peak come back as
 * they are.
 */
export const limit = (samples: Float32Array, rate: number, ceiling: number): Float32Array => {
  const gains = new Float32Array(samples.length).fill(1)
  const half = Math.round(rate * 0.005)
  let isLoud = false
  for (let index = 0; index < samples.length; index++) {
    const peak = peakFrom(samples, index, ceiling)
    if (peak <= ceiling) continue
    isLoud = true
    lower(gains, index, half, ceiling / peak)
  }
  if (!isLoud) return samples
  const smooth = averaged(gains, half)
  return samples.map((sample, index) => sample * (smooth[index] ?? 1))
}

const reach = 8
const quarters = [0.25, 0.5, 0.75].map((offset) => kernel(offset, reach, 1))

/** The peak from a sample to the next one, or just the sample when it cannot exceed `floor`. */
const peakFrom = (samples: Float32Array, index: number, floor: number): number => {
  const here = Math.abs(samples[index] ?? 0)
  const louder = Math.max(here, Math.abs(samples[index + 1] ?? 0))
  // Up to 0.42 of the rate no peak is more than four times its louder neighbour.
  if (louder <= floor / 4) return here
  return quarters.reduce(
    (peak, taps) => Math.max(peak, Math.abs(weigh(samples, index, taps))),
    here
  )
}

const weigh = (samples: Float32Array, index: number, taps: ReadonlyArray<number>): number => {
  let sum = 0
  for (let tap = 0; tap < taps.length; tap++) {
    sum += (taps[tap] ?? 0) * (samples[index + tap - reach + 1] ?? 0)
  }
  return sum
}

const lower = (gains: Float32Array, center: number, half: number, gain: number): void => {
  const end = Math.min(gains.length, center + half + 1)
  for (let index = Math.max(0, center - half); index < end; index++) {
    gains[index] = Math.min(gain, gains[index] ?? 1)
  }
}

const averaged = (gains: Float32Array, half: number): Float32Array => {
  const sums = new Float64Array(gains.length + 1)
  for (const [index, gain] of gains.entries()) sums[index + 1] = (sums[index] ?? 0) + gain
  return gains.map((_, index) => {
    const start = Math.max(0, index - half)
    const end = Math.min(gains.length, index + half + 1)
    return ((sums[end] ?? 0) - (sums[start] ?? 0)) / (end - start)
  })
}
