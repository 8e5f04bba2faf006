/**
 * Wraps MP3 frames in fragmented MP4, the only form in which Firefox's Media Source Extensions accept
 * MP3. Boxes: ISO/IEC 14496-12. Sample entry: ISO/IEC 14496-14 with object type 0x6B (MPEG-1 Audio).
 */
import { frameBytes } from "@aethercast/domain/Clip"
import { concat } from "./Bytes.ts"
import { ascii, box, type Bytes, fullBox, u16, u32, zeros } from "./Mp4Box.ts"

const sampleRate = 48_000
const samplesPerFrame = 1152

const matrix: Bytes = [
  ...u32(0x10000),
  ...zeros(12),
  ...u32(0x10000),
  ...zeros(12),
  ...u32(0x40000000)
]

/** The initialization segment: one audio track, mono, 48 kHz, 64 kbit/s. */
export const initSegment = (): Uint8Array<ArrayBuffer> => {
  const descriptor = fullBox(
    "esds",
    0,
    0,
    [0x03, 21, 0, 1, 0],
    [0x04, 13, 0x6b, 0x15, 0, 0, 0],
    u32(64_000),
    u32(64_000),
    [0x06, 1, 2]
  )
  const sampleEntry = box(
    "mp4a",
    zeros(6),
    u16(1),
    zeros(8),
    u16(1),
    u16(16),
    zeros(4),
    u32(sampleRate * 65_536),
    descriptor
  )
  const sampleTable = box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), sampleEntry),
    fullBox("stts", 0, 0, u32(0)),
    fullBox("stsc", 0, 0, u32(0)),
    fullBox("stsz", 0, 0, zeros(8)),
    fullBox("stco", 0, 0, u32(0))
  )
  const media = box(
    "mdia",
    fullBox("mdhd", 0, 0, zeros(8), u32(sampleRate), u32(0), u16(0x55c4), u16(0)),
    fullBox("hdlr", 0, 0, u32(0), ascii("soun"), zeros(13)),
    box(
      "minf",
      fullBox("smhd", 0, 0, zeros(4)),
      box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1))),
      sampleTable
    )
  )
  const track = box(
    "trak",
    fullBox("tkhd", 0, 7, zeros(8), u32(1), zeros(20), u16(0x100), u16(0), matrix, zeros(8)),
    media
  )
  const movie = box(
    "moov",
    fullBox(
      "mvhd",
      0,
      0,
      zeros(8),
      u32(sampleRate),
      u32(0),
      u32(0x10000),
      u16(0x100),
      zeros(10),
      matrix,
      zeros(24),
      u32(2)
    ),
    track,
    box("mvex", fullBox("trex", 0, 0, u32(1), u32(1), u32(samplesPerFrame), zeros(8)))
  )
  const brand = box("ftyp", ascii("iso5"), u32(512), ascii("iso5iso6mp41"))
  return new Uint8Array([...brand, ...movie])
}

/** A media segment: whole frames, the first of which is frame `first` of the episode. */
export const mediaSegment = (frames: Uint8Array, first: number): Uint8Array<ArrayBuffer> => {
  const time = first * samplesPerFrame
  const movieFragment = (dataOffset: number): Bytes =>
    box(
      "moof",
      fullBox("mfhd", 0, 0, u32(first + 1)),
      box(
        "traf",
        // Flags: default sample duration (0x8) and size (0x10); offsets are relative to the moof (0x20000).
        fullBox("tfhd", 0, 0x20018, u32(1), u32(samplesPerFrame), u32(frameBytes)),
        fullBox("tfdt", 1, 0, u32(Math.floor(time / 2 ** 32)), u32(time)),
        fullBox("trun", 0, 1, u32(frames.length / frameBytes), u32(dataOffset))
      )
    )
  const size = movieFragment(0).length
  return concat([
    new Uint8Array([...movieFragment(size + 8), ...u32(frames.length + 8), ...ascii("mdat")]),
    frames
  ])
}
