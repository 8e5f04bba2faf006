/**
 * Bytes of UTF-8 in which the halves of surrogate pairs may have been encoded one by one, as by Java and
 * some databases (Unicode Technical Report 26), as proper UTF-8. A half without the other one is dropped,
 * and so is the null of two bytes.
 */
export const toUtf8 = (bytes: Uint8Array): Uint8Array => {
  const text = Buffer.from(bytes).toString("latin1")
  const proper = text.replace(/(?:\xED[\xA0-\xBF][\x80-\xBF]|\xC0\x80)+/g, (found) =>
    Buffer.from(units(found).replace(/[\0\p{Cs}]/gu, "")).toString("latin1")
  )
  return proper === text ? bytes : Buffer.from(proper, "latin1")
}

/** The units of UTF-16 that are written as two or three bytes each. */
const units = (bytes: string): string =>
  bytes.replace(/\xC0\x80|\xED([\xA0-\xBF])([\x80-\xBF])/g, (_, high?: string, low?: string) =>
    high === undefined || low === undefined
      ? "\0"
      : String.fromCharCode(
          0xd000 | ((high.charCodeAt(0) & 0x3f) << 6) | (low.charCodeAt(0) & 0x3f)
        )
  )
