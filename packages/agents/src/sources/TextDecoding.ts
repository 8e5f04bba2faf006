import { Result } from "effect"
import { toUtf8 } from "./Cesu8.ts"

/** Size limit of a document of text in bytes: about 40 hours of speech. */
export const maxDocumentBytes = 2 * 1024 * 1024

/** Size limit in bytes of a file that holds more than text: PDF, EPUB and DOCX. */
export const maxFileBytes = 20 * 1024 * 1024

/** What declares the encoding inside of a document, if anything does. */
export type TextFormat = "html" | "xml" | "plain"

/**
 * The text of a document, or why it is not text. Its encoding is, in this order: that of a byte order
 * mark; `charset`, a label of the WHATWG Encoding Standard that the sender declared; that which the
 * document itself declares (HTML Standard 13.2.3.2, XML 1.0 4.3.3). A declaration that gives more than
 * one broken character in a hundred is not believed. Undeclared, it must be UTF-8, or windows-1252
 * that looks like text in a European language. A byte that is wrong costs only itself.
 */
export const decodeText = (
  bytes: Uint8Array,
  charset?: string,
  format: TextFormat = "plain"
): Result.Result<string, string> => {
  if (bytes.length === 0) return Result.fail("it is empty")
  const marked = byteOrderMark(bytes)
  if (marked !== undefined) {
    const text = decodeAs(marked, bytes) ?? ""
    return shareOf(text, broken) < 0.1
      ? checkText(withoutBroken(text))
      : Result.fail(`it is badly encoded ${marked.slice(0, 6).toUpperCase()}`)
  }
  for (const label of [charset, declaredCharset(bytes, format)]) {
    const text = label === undefined ? undefined : decodeAs(label, bytes)
    if (text !== undefined && shareOf(text, broken) < 0.01) return checkText(withoutBroken(text))
  }
  const utf8 = decodeAs("utf-8", toUtf8(bytes)) ?? ""
  if (isMostlyUtf8(utf8)) return checkText(withoutBroken(utf8))
  const western = decodeAs("windows-1252", bytes) ?? ""
  if (shareOf(western, controls) > 0.1) return Result.fail("it is binary, not text")
  if (looksWestern(western)) return checkText(western)
  return shareOf(utf8, broken) < 0.01
    ? checkText(withoutBroken(utf8))
    : Result.fail("it is neither UTF-8 nor windows-1252 text")
}

const byteOrderMark = ([first, second, third]: Uint8Array): string | undefined => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  if (first === 0xfe && second === 0xff) return "utf-16be"
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined
}

/** The encoding that a document declares in its first kilobyte. */
const declaredCharset = (bytes: Uint8Array, format: TextFormat): string | undefined => {
  if (format === "plain") return undefined
  if (bytes[0] === 0x3c && bytes[1] === 0 && bytes[2] === 0x3f) return "utf-16le"
  if (bytes[0] === 0 && bytes[1] === 0x3c && bytes[2] === 0) return "utf-16be"
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1024))
  const [, xml] = /^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']/.exec(head) ?? []
  const label = (format === "html" ? metaCharset(head) : undefined) ?? xml
  // It could be read as ASCII, so it is neither of these.
  return label === undefined || !/^utf-?16/i.test(label) ? label : "utf-8"
}

const metaCharset = (head: string): string | undefined => {
  for (const [meta] of head
    .replace(/<!--[^]*?(?:-->|$)/g, "")
    .matchAll(/<meta[\s/][^>]{0,500}>/gi)) {
    const [, label] = /[\s/"';]charset\s*=\s*(?:["']\s*)?([\w:.-]+)/i.exec(meta) ?? []
    if (label !== undefined) return /^x-user-defined$/i.test(label) ? "windows-1252" : label
  }
  return undefined
}

/** Undefined when there is no such encoding. */
const decodeAs = (label: string, bytes: Uint8Array): string | undefined =>
  Result.getOrUndefined(Result.try(() => new TextDecoder(label).decode(bytes)))

const checkText = (text: string): Result.Result<string, string> => {
  if (text.trim() === "") return Result.fail("it is empty")
  const found = text.match(controls)?.length ?? 0
  return found > 1 && found > text.length * 0.001
    ? Result.fail("it is binary, not text")
    : Result.succeed(text)
}

const withoutBroken = (text: string): string => text.replace(broken, "")

/** Whether there are more characters outside ASCII than broken ones, or none of these. */
const isMostlyUtf8 = (text: string): boolean => {
  const bad = text.match(broken)?.length ?? 0
  const good = text.match(/[^\0-\u007F\uFFFD]/g)?.length ?? 0
  return bad === 0 || (bad < good && bad < text.length * 0.1)
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
