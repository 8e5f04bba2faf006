/** One frame of MPEG-1 Layer III, from its header and side information. */
export interface Mp3Frame {
  readonly offset: number
  /** Length in bytes, header included. */
  readonly bytes: number
  readonly sampleRate: number
  readonly bitrate: number
  readonly channels: 1 | 2
  /** How many bytes before this frame its main data starts: 0 when it can be decoded independently. */
  readonly mainDataBegin: number
}

/** The frame that starts at `offset`; undefined unless it is a complete frame of MPEG-1 Layer III. */
export const frameAt = (bytes: Uint8Array, offset: number): Mp3Frame | undefined => {
  const [sync = 0, version = 0, rates = 0, mode = 0] = bytes.subarray(offset, offset + 4)
  if (sync !== 0xff || (version & 0xfe) !== 0xfa) return undefined
  const bitrate = bitrates[rates >> 4]
  const sampleRate = sampleRates[(rates >> 2) & 3]
  if (bitrate === undefined || sampleRate === undefined) return undefined
  const padding = (rates >> 1) & 1
  const length = Math.floor((144_000 * bitrate) / sampleRate) + padding
  if (offset + length > bytes.length) return undefined
  const hasChecksum = (version & 1) === 0
  const [high = 0, low = 0] = bytes.subarray(offset + (hasChecksum ? 6 : 4))
  return {
    offset,
    bytes: length,
    sampleRate,
    bitrate: 1000 * bitrate,
    channels: mode >> 6 === 3 ? 1 : 2,
    mainDataBegin: (high << 1) | (low >> 7)
  }
}

/** All frames of a file without tags, up to the first byte that does not start one. */
export const frames = (bytes: Uint8Array): ReadonlyArray<Mp3Frame> => {
  const found: Array<Mp3Frame> = []
  let frame = frameAt(bytes, 0)
  while (frame !== undefined) {
    found.push(frame)
    frame = frameAt(bytes, frame.offset + frame.bytes)
  }
  return found
}

// ISO/IEC 11172-3, by index, in kbit/s and Hz. Index 0 of the first means "free format".
const bitrates = [undefined, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const sampleRates = [44_100, 48_000, 32_000]
