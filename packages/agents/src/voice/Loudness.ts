import { type Biquad, filtered } from "./Biquad.ts"

/**
 * Integrated loudness of mono samples in LUFS, by ITU-R BS.1770-4: K-weighted, in blocks of 400 ms
 * that overlap by 75 %, gated at -70 LUFS and at 10 LU below the mean. Less than 400 ms of sound, or
 * silence, measures -Infinity.
 */
export const integrated = (samples: Float32Array, rate: number): number => {
  const blocks = blockPowers(kWeighted(samples, rate), Math.round(rate / 10))
  const audible = blocks.filter((power) => lufs(power) > -70)
  const gate = lufs(mean(audible)) - 10
  return lufs(mean(audible.filter((power) => lufs(power) > gate)))
}

/** The factor of a gain in decibels. */
export const factor = (decibels: number): number => 10 ** (decibels / 20)

/** Samples amplified by decibels. */
export const amplify = (samples: Float32Array, decibels: number): Float32Array => {
  const gain = factor(decibels)
  return samples.map((sample) => sample * gain)
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power)

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Mean powers of overlapping blocks of four hops. */
const blockPowers = (samples: Float64Array, hop: number): ReadonlyArray<number> => {
  const hops = Array.from({ length: Math.floor(samples.length / hop) }, (_, index) => {
    const part = samples.subarray(index * hop, (index + 1) * hop)
    return part.reduce((sum, sample) => sum + sample * sample, 0) / hop
  })
  return Array.from({ length: Math.max(0, hops.length - 3) }, (_, index) =>
    mean(hops.slice(index, index + 4))
  )
}

const kWeighted = (samples: Float32Array, rate: number): Float64Array =>
  filtered(filtered(Float64Array.from(samples), shelf(rate)), highPass(rate))

// BS.1770 gives the coefficients of both filters for 48 kHz; these follow from their analogue
// prototypes, so that any rate can be measured.
const shelf = (rate: number): Biquad => {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = factor(3.999843853973347)
  const band = high ** 0.4996667741545416
  const scale = 1 + k / q + k * k
  return {
    b: [
      (high + (band * k) / q + k * k) / scale,
      (2 * (k * k - high)) / scale,
      (high - (band * k) / q + k * k) / scale
    ],
    a: [(2 * (k * k - 1)) / scale, (1 - k / q + k * k) / scale]
  }
}

const highPass = (rate: number): Biquad => {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const scale = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / scale, (1 - k / q + k * k) / scale] }
}
