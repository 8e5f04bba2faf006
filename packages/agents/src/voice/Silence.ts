/** Samples without leading and trailing silence (below -50 dBFS), except for a margin of `keep` samples. */
export const trim = (samples: Float32Array, keep: number): Float32Array => {
  const first = samples.findIndex(isAudible)
  const last = samples.findLastIndex(isAudible)
  if (first < 0) return new Float32Array(0)
  return samples.subarray(Math.max(0, first - keep), last + 1 + keep)
}

/** Samples followed by `length` samples of silence. */
export const append = (samples: Float32Array, length: number): Float32Array => {
  const result = new Float32Array(samples.length + length)
  result.set(samples)
  return result
}

/** Above -50 dBFS. */
export const isAudible = (sample: number): boolean => Math.abs(sample) > 10 ** (-50 / 20)
