/** Samples without the silence (below -50 dBFS) before and after them, but for `keep` samples. */
export const trim = (samples: Float32Array, keep: number): Float32Array => {
  const first = samples.findIndex(isHeard)
  const last = samples.findLastIndex(isHeard)
  if (first < 0) return new Float32Array(0)
  return samples.subarray(Math.max(0, first - keep), last + 1 + keep)
}

/** Samples followed by `length` samples of silence. */
export const append = (samples: Float32Array, length: number): Float32Array => {
  const result = new Float32Array(samples.length + length)
  result.set(samples)
  return result
}

const isHeard = (sample: number): boolean => Math.abs(sample) > 10 ** (-50 / 20)
