/** The format of a stream of samples. */
export interface SampleFormat {
  /** Samples per second. */
  readonly rate: number
  readonly channels: number
  readonly encoding: "int16" | "float32"
}

/** Where the samples begin in what has arrived, and how they are encoded. */
export type Header =
  | { readonly _tag: "Found"; readonly format: SampleFormat; readonly start: number }
  | { readonly _tag: "MoreNeeded" }
  | { readonly _tag: "Unusable"; readonly reason: string }

/**
 * Reads the beginning of an audio response: RIFF/WAVE, or bare samples of `bare` where the server said
 * so. A WAVE file that is streamed has no true length in its header, so that lengths are not read.
 * Bare samples may begin with any byte, so that only long signatures tell other formats from them.
 */
export const headerOf = (bytes: Uint8Array, bare: SampleFormat | undefined): Header => {
  if (bytes.length < 12) return { _tag: "MoreNeeded" }
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (text(0, 4) === "RIFF" && text(8, 12) === "WAVE") return waveHeader(bytes, text)
  const isSynchronized = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0
  if (text(0, 3) === "ID3" || (bare === undefined && isSynchronized)) {
    return { _tag: "Unusable", reason: "it is MP3, not WAVE" }
  }
  if (bare === undefined || text(0, 4) === "OggS" || text(0, 4) === "fLaC") {
    return { _tag: "Unusable", reason: "it is not WAVE" }
  }
  return { _tag: "Found", format: bare, start: 0 }
}

const waveHeader = (bytes: Uint8Array, text: (from: number, to: number) => string): Header => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: SampleFormat | undefined
  for (let at = 12; at + 8 <= bytes.length && at < maxHeader;) {
    const name = text(at, at + 4)
    const size = view.getUint32(at + 4, true)
    if (name === "data") {
      return format === undefined
        ? { _tag: "Unusable", reason: "its samples are of an unknown format" }
        : { _tag: "Found", format, start: at + 8 }
    }
    if (name === "fmt ") {
      if (at + 24 > bytes.length) return { _tag: "MoreNeeded" }
      format = formatOf(
        view.getUint16(at + 8, true),
        view.getUint16(at + 10, true),
        view.getUint32(at + 12, true),
        view.getUint16(at + 22, true)
      )
      if (format === undefined)
        return { _tag: "Unusable", reason: "its samples are of an unknown format" }
    }
    at += 8 + size + (size % 2)
  }
  return bytes.length < maxHeader
    ? { _tag: "MoreNeeded" }
    : { _tag: "Unusable", reason: "its header does not end" }
}

/** Bytes: what programs write before the samples is far shorter. */
const maxHeader = 65_536

const formatOf = (
  tag: number,
  channels: number,
  rate: number,
  bits: number
): SampleFormat | undefined => {
  const encoding =
    (tag === 1 || tag === 0xfffe) && bits === 16
      ? "int16"
      : (tag === 3 || tag === 0xfffe) && bits === 32
        ? "float32"
        : undefined
  const isSane = channels >= 1 && channels <= 2 && rate >= 8000 && rate <= 48_000
  return encoding === undefined || !isSane ? undefined : { rate, channels, encoding }
}

/** Bytes of one sample of all channels. */
export const sampleBytes = ({ channels, encoding }: SampleFormat): number =>
  channels * (encoding === "int16" ? 2 : 4)

/** Samples, mono, between -1 and 1; `bytes` are whole samples. */
export const decode = (bytes: Uint8Array, format: SampleFormat): Float32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { channels, encoding } = format
  const width = encoding === "int16" ? 2 : 4
  return Float32Array.from(
    { length: Math.floor(bytes.length / sampleBytes(format)) },
    (_, index) => {
      let sum = 0
      for (let channel = 0; channel < channels; channel++) {
        const at = (index * channels + channel) * width
        const value =
          encoding === "int16" ? view.getInt16(at, true) / 32_768 : view.getFloat32(at, true)
        sum += Number.isFinite(value) ? value : 0
      }
      return sum / channels
    }
  )
}
