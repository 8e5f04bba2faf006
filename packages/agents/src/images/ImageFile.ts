import { Option } from "effect"
import type { Cover } from "./CoverPainter.ts"

/** What the head of an image file says. */
export interface ImageFile {
  readonly mediaType: Cover["mediaType"]
  readonly width: number
  readonly height: number
}

/**
 * The type and size of a PNG, JPEG or WebP file, without decoding its pixels. None for other bytes, and
 * for a file without its end.
 */
export const inspect = (bytes: Uint8Array): Option.Option<ImageFile> => {
  if (startsWith(bytes, 0, pngSignature)) return png(bytes)
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return jpeg(bytes)
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return webp(bytes)
  return Option.none()
}

/** https://www.w3.org/TR/png-3/#5DataRep */
const png = (bytes: Uint8Array): Option.Option<ImageFile> =>
  hasText(bytes, 12, "IHDR") && hasText(bytes, bytes.length - 8, "IEND")
    ? sized("image/png", bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4))
    : Option.none()

/** The size is in the first frame header, after any number of other segments: ITU-T T.81, annex B. */
const jpeg = (bytes: Uint8Array): Option.Option<ImageFile> => {
  if (!startsWith(bytes, bytes.length - 2, [0xff, 0xd9])) return Option.none()
  for (let at = 2; at < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0
    if (isFrameHeader(marker)) {
      return sized("image/jpeg", bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2))
    }
    // Any number of bytes 0xff may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bigEndian(bytes, at + 2, 2)
  }
  return Option.none()
}

/** C4, C8 and CC are no frames. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Lossy, lossless or extended: https://www.rfc-editor.org/rfc/rfc9649.html#section-2 */
const webp = (bytes: Uint8Array): Option.Option<ImageFile> => {
  if (littleEndian(bytes, 4, 4) + 8 > bytes.length) return Option.none()
  if (hasText(bytes, 12, "VP8 ") && startsWith(bytes, 23, [0x9d, 0x01, 0x2a])) {
    const [width, height] = [26, 28].map((at) => littleEndian(bytes, at, 2) % 2 ** 14)
    return sized("image/webp", width, height)
  }
  if (hasText(bytes, 12, "VP8L") && bytes[20] === 0x2f) {
    const bits = littleEndian(bytes, 21, 4)
    return sized("image/webp", (bits % 2 ** 14) + 1, (Math.floor(bits / 2 ** 14) % 2 ** 14) + 1)
  }
  return hasText(bytes, 12, "VP8X")
    ? sized("image/webp", littleEndian(bytes, 24, 3) + 1, littleEndian(bytes, 27, 3) + 1)
    : Option.none()
}

const sized = (
  mediaType: ImageFile["mediaType"],
  width = 0,
  height = 0
): Option.Option<ImageFile> =>
  width > 0 && height > 0 ? Option.some({ mediaType, width, height }) : Option.none()

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const startsWith = (bytes: Uint8Array, at: number, expected: ReadonlyArray<number>): boolean =>
  expected.every((byte, index) => bytes[at + index] === byte)

const hasText = (bytes: Uint8Array, at: number, expected: string): boolean =>
  startsWith(bytes, at, [...Buffer.from(expected, "latin1")])

/** Bytes after the end count as 0. */
const bigEndian = (bytes: Uint8Array, at: number, length: number): number =>
  Array.from({ length }, (_, index) => bytes[at + index] ?? 0).reduce(
    (value, byte) => value * 256 + byte,
    0
  )

const littleEndian = (bytes: Uint8Array, at: number, length: number): number =>
  Array.from({ length }, (_, index) => bytes[at + index] ?? 0).reduceRight(
    (value, byte) => value * 256 + byte,
    0
  )
