import { MPEGDecoder } from "mpg123-decoder"

export const sampleRate = 48_000

/** 100 ms of the reference, found in the recording `offset` samples later; 1 is a perfect likeness. */
export interface Finding {
  readonly seconds: number
  readonly offset: number
  readonly likeness: number
}

/** A place where samples were lost (negative), or where silence or anything else came in (positive). */
export interface Jump {
  readonly seconds: number
  readonly samples: number
}

/** The samples of whole MP3 frames as mpg123 decodes them: 1152 for each frame, nothing trimmed. */
export const decode = async (mp3: Uint8Array): Promise<Float32Array> => {
  const decoder = new MPEGDecoder({ enableGapless: false })
  await decoder.ready
  try {
    const { channelData, errors, sampleRate: rate } = decoder.decode(mp3)
    if (errors.length > 0 || rate !== sampleRate) {
      throw new Error(`Not MP3 of ${sampleRate} Hz: ${JSON.stringify({ rate, errors })}`)
    }
    return channelData[0] ?? new Float32Array()
  } finally {
    decoder.free()
  }
}

/**
 * Looks for every 250 ms of the reference in the recording, which begins with it. Windows that are
 * too quiet to tell are left out. As long as nothing is lost, the offset stays what it was.
 */
export const align = (reference: Float32Array, recorded: Float32Array): ReadonlyArray<Finding> => {
  const first = firstLoud(reference)
  const heard = firstLoud(recorded)
  if (first < 0 || heard < 0) return []
  const findings: Array<Finding> = []
  let offset = heard - first
  for (let at = first; at + windowSamples <= reference.length; at += stride) {
    if (at + offset + windowSamples + reach > recorded.length) break
    if (energy(reference, at) < quiet) continue
    const kept = likeness(reference, recorded, at, offset)
    const found =
      kept > certain ? { offset, likeness: kept } : search(reference, recorded, at, offset)
    findings.push({ seconds: at / sampleRate, ...found })
    if (found.likeness > certain) ({ offset } = found)
  }
  return findings
}

/** Where the offset changes; a sample more or less is within the rounding of a resampler. */
export const jumps = (findings: ReadonlyArray<Finding>): ReadonlyArray<Jump> =>
  findings
    .filter(({ likeness }) => likeness > certain)
    .flatMap(({ offset, seconds }, index, sure) => {
      const samples = offset - (sure[index - 1]?.offset ?? offset)
      return Math.abs(samples) > 1 ? [{ seconds, samples }] : []
    })

/** The least likeness of all windows. */
export const worst = (findings: ReadonlyArray<Finding>): number =>
  Math.min(...findings.map(({ likeness }) => likeness))

const windowSamples = sampleRate / 10
const stride = sampleRate / 4
/** A lost frame has 1152 samples. */
const reach = 1500
const certain = 0.98
const loud = 0.05
/** A level of -34 dBFS. */
const quiet = windowSamples * 0.02 ** 2

const firstLoud = (samples: Float32Array) => samples.findIndex((sample) => Math.abs(sample) >= loud)

const energy = (samples: Float32Array, from: number) => {
  let sum = 0
  for (let i = from; i < from + windowSamples; i++) sum += (samples[i] ?? 0) ** 2
  return sum
}

const likeness = (a: Float32Array, b: Float32Array, at: number, offset: number) => {
  let product = 0
  let energyA = 0
  let energyB = 0
  for (let i = at; i < at + windowSamples; i++) {
    const x = a[i] ?? 0
    const y = b[i + offset] ?? 0
    product += x * y
    energyA += x * x
    energyB += y * y
  }
  return product / Math.sqrt(energyA * energyB + 1e-12)
}

const search = (a: Float32Array, b: Float32Array, at: number, around: number) => {
  let best = { offset: around, likeness: -1 }
  for (let offset = around - reach; offset <= around + reach; offset++) {
    const found = likeness(a, b, at, offset)
    if (found > best.likeness) best = { offset, likeness: found }
  }
  return best
}
