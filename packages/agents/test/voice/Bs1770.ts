/**
 * A meter of its own for the loudness and true peak of a mono programme at 48 kHz, written from ITU-R
 * BS.1770-5 with the coefficients that it prints: it shares nothing with the code that sets the levels.
 */
export const programmeLoudness = (samples: Float32Array): number => {
  const weighted = highPassed(shelved(samples))
  const block = 19_200
  const powers: Array<number> = []
  for (let start = 0; start + block <= weighted.length; start += block / 4) {
    let sum = 0
    for (let at = start; at < start + block; at++) sum += (weighted[at] ?? 0) ** 2
    powers.push(sum / block)
  }
  const loud = powers.filter((power) => level(power) > -70)
  const gate = level(average(loud)) - 10
  return level(average(loud.filter((power) => level(power) > gate)))
}

/** The true peak in dBTP: four times oversampled by the filter of Annex 2. */
export const truePeakLevel = (samples: Float32Array): number => {
  let peak = 0
  for (let at = 0; at < samples.length; at++) {
    for (const phase of phases) {
      let sum = 0
      for (let tap = 0; tap < phase.length; tap++) {
        sum += (phase[tap] ?? 0) * (samples[at - tap] ?? 0)
      }
      peak = Math.max(peak, Math.abs(sum))
    }
  }
  return 20 * Math.log10(peak)
}

const level = (power: number): number => -0.691 + 10 * Math.log10(power)

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const recursive =
  (b: ReadonlyArray<number>, a: ReadonlyArray<number>) =>
  (samples: Float32Array | Float64Array): Float64Array => {
    const result = new Float64Array(samples.length)
    for (let at = 0; at < samples.length; at++) {
      result[at] =
        (b[0] ?? 0) * (samples[at] ?? 0) +
        (b[1] ?? 0) * (samples[at - 1] ?? 0) +
        (b[2] ?? 0) * (samples[at - 2] ?? 0) -
        (a[0] ?? 0) * (result[at - 1] ?? 0) -
        (a[1] ?? 0) * (result[at - 2] ?? 0)
    }
    return result
  }

// Tables 1 and 2
const shelved = recursive(
  [1.53512485958697, -2.69169618940638, 1.19839281085285],
  [-1.69065929318241, 0.73248077421585]
)
const highPassed = recursive([1, -2, 1], [-1.99004745483398, 0.99007225036621])

// Annex 2: the first two of four phases; the others are their mirror images.
const first = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625,
  0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125
]
const second = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625,
  0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375
]
const phases = [first, second, second.toReversed(), first.toReversed()]
