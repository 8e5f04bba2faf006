/** The part of a file that a request asks for; `first` and `last` are both included. */
export type ByteRange =
  | { readonly _tag: "Whole" }
  | { readonly _tag: "Part"; readonly first: number; readonly last: number }
  | { readonly _tag: "Unsatisfiable" }

/**
 * Parses a `Range` header for a file of `size` bytes (RFC 9110, section 14.1.2), in time linear in its
 * length. Several ranges, other units and invalid values are ignored, as the RFC allows: the result is
 * the whole file.
 */
export const parse = (header: string | undefined, size: number): ByteRange => {
  const [unit = "", set, ...rest] = (header ?? "").split("=")
  if (unit.trim().toLowerCase() !== "bytes" || set === undefined || rest.length > 0) return whole
  // Empty elements of a list are ignored (section 5.6.1.2).
  const [range, ...others] = set.split(",").filter((element) => element.trim() !== "")
  if (range === undefined || others.length > 0) return whole
  const [from = "", to, ...more] = range.split("-").map((position) => position.trim())
  if (to === undefined || more.length > 0 || !isDigits(from) || !isDigits(to)) return whole
  if (from === "") return to === "" ? whole : suffix(Number(to), size)
  const first = Number(from)
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== "" && Number(to) < first) return whole
  return first < size ? { _tag: "Part", first, last } : unsatisfiable
}

const isDigits = (text: string): boolean => /^\d*$/.test(text)

const suffix = (length: number, size: number): ByteRange =>
  length > 0 && size > 0
    ? { _tag: "Part", first: Math.max(0, size - length), last: size - 1 }
    : unsatisfiable

const whole: ByteRange = { _tag: "Whole" }
const unsatisfiable: ByteRange = { _tag: "Unsatisfiable" }
