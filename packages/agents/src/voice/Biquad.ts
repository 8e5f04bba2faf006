/** A filter of the second order, with a0 = 1. */
export interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/** The samples after a filter. */
export const filtered = (samples: Float64Array, { a, b }: Biquad): Float64Array => {
  const [b0, b1, b2] = b
  const [a1, a2] = a
  let x1 = 0
  let x2 = 0
  let y1 = 0
  let y2 = 0
  return samples.map((x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    return y
  })
}

// The designs of Robert Bristow-Johnson's Audio EQ Cookbook, https://www.w3.org/TR/audio-eq-cookbook/

/** Passes what is above `hertz`. */
export const highPass = (hertz: number, rate: number): Biquad => {
  const { alpha, cosine } = angle(hertz, rate, Math.SQRT1_2)
  return normalized(
    [(1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2],
    [1 + alpha, -2 * cosine, 1 - alpha]
  )
}

/** Changes what is around `hertz` by decibels. */
export const peaking = (hertz: number, decibels: number, q: number, rate: number): Biquad => {
  const { alpha, cosine } = angle(hertz, rate, q)
  const amplitude = 10 ** (decibels / 40)
  return normalized(
    [1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude],
    [1 + alpha / amplitude, -2 * cosine, 1 - alpha / amplitude]
  )
}

/** Changes what is above `hertz` by decibels. */
export const highShelf = (hertz: number, decibels: number, rate: number): Biquad => {
  const { alpha, cosine } = angle(hertz, rate, Math.SQRT1_2)
  const amplitude = 10 ** (decibels / 40)
  const root = 2 * Math.sqrt(amplitude) * alpha
  const [more, less] = [amplitude + 1, amplitude - 1]
  return normalized(
    [
      amplitude * (more + less * cosine + root),
      -2 * amplitude * (less + more * cosine),
      amplitude * (more + less * cosine - root)
    ],
    [more - less * cosine + root, 2 * (less - more * cosine), more - less * cosine - root]
  )
}

const angle = (hertz: number, rate: number, q: number) => {
  const omega = (2 * Math.PI * hertz) / rate
  return { alpha: Math.sin(omega) / (2 * q), cosine: Math.cos(omega) }
}

const normalized = (
  [b0, b1, b2]: readonly [number, number, number],
  [a0, a1, a2]: readonly [number, number, number]
): Biquad => ({ b: [b0 / a0, b1 / a0, b2 / a0], a: [a1 / a0, a2 / a0] })
