import { Result } from "effect"

/** Size limit of a document in bytes: as plain text, about 40 hours of speech. */
export const maxDocumentBytes = 2 * 1024 * 1024

/**
 * The text of a document, or why it is not text. `charset` is the encoding that the sender declared,
 * a label of the WHATWG Encoding Standard: it is trusted unless it gives more than one broken
 * character in a hundred. Otherwise UTF-16 is recognized by its byte order mark, and everything else
 * must be UTF-8 or windows-1252 that looks like text in a European language.
 */
export const decodeText = (bytes: Uint8Array, charset?: string): Result.Result<string, string> => {
  if (bytes.length === 0) return Result.fail("it is empty")
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined
  if (utf16 !== undefined) {
    return Result.flatMap(
      Result.mapError(decodeAs(utf16, bytes, true), () => "it is badly encoded UTF-16"),
      checkText
    )
  }
  if (charset !== undefined) {
    const text = decodeAs(charset, bytes, false)
    if (Result.isSuccess(text) && shareOf(text.success, broken) < 0.01) {
      return checkText(text.success.replace(broken, ""))
    }
  }
  if (bytes.includes(0)) return Result.fail("it is binary, not text")
  const utf8 = decodeAs("utf-8", bytes, true)
  if (Result.isSuccess(utf8)) return checkText(utf8.success)
  const western = decodeAs("windows-1252", bytes, true)
  return Result.isSuccess(western) && looksWestern(western.success)
    ? checkText(western.success)
    : Result.fail("it is neither UTF-8 nor windows-1252 text")
}

const decodeAs = (
  label: string,
  bytes: Uint8Array,
  fatal: boolean
): Result.Result<string, unknown> =>
  Result.try(() => new TextDecoder(label, { fatal }).decode(bytes))

const checkText = (text: string): Result.Result<string, string> => {
  if (text.trim() === "") return Result.fail("it is empty")
  return shareOf(text, controls) > 0.001
    ? Result.fail("it is binary, not text")
    : Result.succeed(text)
}

/** All bytes decode as windows-1252, so the result must look like words and not like broken UTF-8. */
const looksWestern = (text: string): boolean =>
  shareOf(text, controls) === 0 &&
  shareOf(text, /[A-Za-z\s]/g) > 0.6 &&
  !/[ÂÃ][\u0080-\u00BF]|â€/.test(text)

const shareOf = (text: string, pattern: RegExp): number =>
  (text.match(pattern)?.length ?? 0) / text.length

const broken = /\uFFFD/g

const controls = /(?![\s\u0085])\p{Cc}|[\uFFFE\uFFFF]/gu
