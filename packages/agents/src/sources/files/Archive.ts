import { strFromU8, unzipSync, type Unzipped } from "fflate"
import { Result } from "effect"
import { UnreadableFile } from "./FileContent.ts"

/**
 * The files of a ZIP archive whose names are wanted; or why it is not read. Decompressed, one file may
 * have 16 MB and all of them 64 MB.
 */
export const openArchive = (
  bytes: Uint8Array,
  isWanted: (name: string) => boolean
): Result.Result<Unzipped, UnreadableFile> => {
  let left = maxTotal
  let isBomb = false
  const files = Result.try({
    try: () =>
      unzipSync(bytes, {
        filter: ({ name, originalSize }) => {
          if (isBomb || !isWanted(name)) return false
          left -= originalSize
          isBomb = originalSize > maxFile || left < 0
          return !isBomb
        }
      }),
    catch: () => new UnreadableFile({ reason: "it is not a valid archive" })
  })
  return isBomb
    ? Result.fail(new UnreadableFile({ reason: "it is too large when decompressed" }))
    : files
}

/** The text of a file in UTF-8; empty when there is no such file. */
export const fileText = (files: Unzipped, name: string): string => {
  const file = files[name]
  return file === undefined ? "" : strFromU8(file)
}

const maxFile = 16 * 1024 * 1024
const maxTotal = 64 * 1024 * 1024
