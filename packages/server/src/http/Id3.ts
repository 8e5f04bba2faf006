import { type ChaptersJson } from "@aethercast/domain/ChaptersJson"

export interface Id3 {
  readonly title: string
  readonly description: string
  readonly chapters: ChaptersJson["chapters"]
  readonly cover?: { readonly mediaType: string; readonly bytes: Uint8Array }
}

/**
 * A tag for the start of an MP3 file: ID3 version 2.3 (https://id3.org/id3v2.3.0) with chapters
 * (https://id3.org/id3v2-chapters-1.0), the version that every player knows.
 */
export const tag = ({ chapters, cover, description, title }: Id3): Uint8Array => {
  const frames = Buffer.concat([
    frame("TIT2", text(title)),
    frame("TPE1", text("Aethercast")),
    frame("TCON", text("Podcast")),
    frame("COMM", Buffer.concat([utf16, Buffer.from("eng"), wide("", true), wide(description)])),
    ...(cover === undefined
      ? []
      : [
          frame(
            "APIC",
            Buffer.concat([latin1, ascii(cover.mediaType), frontCover, ascii(""), cover.bytes])
          )
        ]),
    ...(chapters.length === 0 ? [] : [contents(chapters.length)]),
    ...chapters.map(chapter)
  ])
  return Buffer.concat([Buffer.from("ID3\u0003\0\0", "latin1"), synchsafe(frames.length), frames])
}

const latin1 = Buffer.from([0])
const utf16 = Buffer.from([1])
const frontCover = Buffer.from([3])

const frame = (id: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(id), uint32(body.length), Buffer.from([0, 0]), body])

const text = (value: string): Buffer => Buffer.concat([utf16, wide(value)])

/** UTF-16 with a byte order mark. */
const wide = (value: string, isTerminated = false): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from(isTerminated ? `${value}\0` : value, "utf16le")
  ])

const ascii = (value: string): Buffer => Buffer.from(`${value}\0`, "latin1")

/** The table of contents: top-level and ordered; at most 255 chapters fit. */
const contents = (count: number): Buffer => {
  const listed = Math.min(count, 255)
  const ids = Array.from({ length: listed }, (_, index) => ascii(`ch${index}`))
  return frame("CTOC", Buffer.concat([ascii("toc"), Buffer.from([3, listed]), ...ids]))
}

const chapter = (
  { endTime, startTime, title }: ChaptersJson["chapters"][number],
  index: number
): Buffer =>
  frame(
    "CHAP",
    Buffer.concat([
      ascii(`ch${index}`),
      uint32(Math.round(startTime * 1000)),
      uint32(Math.round(endTime * 1000)),
      // Positions in bytes are not given.
      Buffer.alloc(8, 0xff),
      frame("TIT2", text(title))
    ])
  )

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Seven bits in each byte, so that no decoder takes the length for audio. */
const synchsafe = (value: number): Buffer =>
  Buffer.from([21, 14, 7, 0].map((shift) => (value >>> shift) & 0x7f))
