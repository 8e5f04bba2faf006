import { kernel } from "./Resampler.ts"

/**
 * The highest true peak as a factor of full scale, measured with four-fold oversampling (BS.1770-4):
 * it includes peaks between two samples, which a converter reproduces.
 */
export const truePeak = (samples: Float32Array): number => {
  let peak = 0
  for (let index = 0; index < samples.length; index++) {
    peak = Math.max(peak, peakFrom(samples, index, peak))
  }
  return peak
}

/**
 * Limits the true peak of samples to a ceiling, a factor of full scale. The gain is reduced from 10 ms
 * before a peak to 10 ms after it; samples without a peak are returned unchanged.
 */
export const limit = (samples: Float32Array, rate: number, ceiling: number): Float32Array => {
  const gains = new Float32Array(samples.length).fill(1)
  const half = Math.round(rate * 0.005)
  let hasPeak = false
  for (let index = 0; index < samples.length; index++) {
    const peak = peakFrom(samples, index, ceiling)
    if (peak <= ceiling) continue
    hasPeak = true
    reduce(gains, index, half, ceiling / peak)
  }
  if (!hasPeak) return samples
  const smooth = movingAverage(gains, half)
  return samples.map((sample, index) => sample * (smooth[index] ?? 1))
}

const reach = 8
const quarters = [0.25, 0.5, 0.75].map((offset) => kernel(offset, reach, 1))

/** The peak between a sample and the next one, or just the sample when the peak cannot exceed `floor`. */
const peakFrom = (samples: Float32Array, index: number, floor: number): number => {
  const here = Math.abs(samples[index] ?? 0)
  const louder = Math.max(here, Math.abs(samples[index + 1] ?? 0))
  // Below 0.42 of the rate a peak is at most four times its louder neighbour.
  if (louder <= floor / 4) return here
  return quarters.reduce(
    (peak, taps) => Math.max(peak, Math.abs(interpolate(samples, index, taps))),
    here
  )
}

const interpolate = (samples: Float32Array, index: number, taps: ReadonlyArray<number>): number => {
  let sum = 0
  for (let tap = 0; tap < taps.length; tap++) {
    sum += (taps[tap] ?? 0) * (samples[index + tap - reach + 1] ?? 0)
  }
  return sum
}

const reduce = (gains: Float32Array, center: number, half: number, gain: number): void => {
  const end = Math.min(gains.length, center + half + 1)
  for (let index = Math.max(0, center - half); index < end; index++) {
    gains[index] = Math.min(gain, gains[index] ?? 1)
  }
}

const movingAverage = (gains: Float32Array, half: number): Float32Array => {
  const sums = new Float64Array(gains.length + 1)
  for (const [index, gain] of gains.entries()) sums[index + 1] = (sums[index] ?? 0) + gain
  return gains.map((_, index) => {
    const start = Math.max(0, index - half)
    const end = Math.min(gains.length, index + half + 1)
    return ((sums[end] ?? 0) - (sums[start] ?? 0)) / (end - start)
  })
}
