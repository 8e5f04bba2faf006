import { docxType, epubType, type FileDocument } from "./Extraction.ts"

/**
 * The type of a document by what its sender said, or by its content where that says nothing; undefined
 * when it cannot be read.
 */
export const mediaTypeOf = (
  declared: string,
  url: string,
  bytes: Uint8Array
): FileDocument["mediaType"] | undefined => {
  const known = types.get(declared)
  if (known !== undefined) return known
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const extension = /\.([a-z]{2,8})$/i.exec(path)?.[1]?.toLowerCase() ?? ""
  if (declared === "text/plain")
    return /^(?:md|markdown)$/.test(extension) ? "text/markdown" : "text/plain"
  return isUndeclared.has(declared) ? sniffed(bytes, extension) : undefined
}

const types: ReadonlyMap<string, FileDocument["mediaType"]> = new Map([
  ["text/html", "text/html"],
  ["application/xhtml+xml", "text/html"],
  ["text/markdown", "text/markdown"],
  ["text/x-markdown", "text/markdown"],
  ["application/pdf", "application/pdf"],
  ["application/x-pdf", "application/pdf"],
  [epubType, epubType],
  [docxType, docxType]
])

const isUndeclared = new Set([
  "",
  "application/octet-stream",
  "binary/octet-stream",
  "application/zip",
  "unknown/unknown"
])

const sniffed = (bytes: Uint8Array, extension: string): FileDocument["mediaType"] | undefined => {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1024))
  if (head.includes("%PDF-")) return "application/pdf"
  if (head.startsWith("PK\u0003\u0004")) {
    if (head.includes(`mimetype${epubType}`)) return epubType
    return extension === "docx" || head.includes("[Content_Types].xml") ? docxType : undefined
  }
  if (
    /^(?:\u00EF\u00BB\u00BF)?\s*(?:<!--[^]{0,500}?-->\s*)?<(?:!doctype html|html|head|title|body|h1|p|div|table|script|style)[\s>]/i.test(
      head
    )
  )
    return "text/html"
  if (/^(?:md|markdown)$/.test(extension)) return "text/markdown"
  return extension === "txt" ? "text/plain" : undefined
}
