/**
 * Whether a robots.txt lets a crawler read the path (with query) of an address of its site, by
 * RFC 9309: the groups that name the crawler, or else those for `*`; the longest rule that matches
 * decides, and `Allow` wins a tie. `Content-Signal: ai-input=no` (contentsignals.org) in those
 * groups forbids the whole site.
 */
export const allowsBy = (text: string, crawler: string): ((path: string) => boolean) => {
  const groups = groupsOf(text)
  const named = groups.filter(({ names }) => names.includes(crawler.toLowerCase()))
  const chosen = named.length > 0 ? named : groups.filter(({ names }) => names.includes("*"))
  const rules = chosen.flatMap((group) => group.rules)
  const isForbidden = chosen.some(({ signals }) => signals.some((signal) => noInput.test(signal)))
  return (path) => {
    const plain = normalized(path)
    const [strongest] = rules
      .filter((rule) => matches(rule.pattern, plain))
      .toSorted(
        (left, right) =>
          right.pattern.length - left.pattern.length || Number(right.allows) - Number(left.allows)
      )
    return !isForbidden && (strongest?.allows ?? true)
  }
}

interface Group {
  readonly names: Array<string>
  readonly rules: Array<{ readonly allows: boolean; readonly pattern: string }>
  readonly signals: Array<string>
}

const noInput = /\bai-input\s*=\s*no\b/i

const groupsOf = (text: string): ReadonlyArray<Group> => {
  const groups: Array<Group> = []
  let group: Group = { names: [], rules: [], signals: [] }
  let isNaming = false
  for (const line of text.split(/\r\n?|\n/)) {
    const [, key = "", raw = ""] = /^\s*([A-Za-z-]+)\s*:([^#]*)/.exec(line) ?? []
    const value = raw.trim()
    switch (key.toLowerCase()) {
      case "user-agent":
        if (!isNaming) groups.push((group = { names: [], rules: [], signals: [] }))
        group.names.push(value.split("/", 1)[0]?.trim().toLowerCase() ?? "")
        isNaming = true
        break
      case "allow":
      case "disallow":
        if (value !== "") {
          group.rules.push({ allows: key.toLowerCase() === "allow", pattern: normalized(value) })
        }
        isNaming = false
        break
      case "content-signal":
        group.signals.push(value)
        isNaming = false
        break
      default:
    }
  }
  return groups
}

/** Normalizes percent-encoding, so that two spellings of a path compare equal. */
const normalized = (path: string): string => {
  const decoded = path.replace(/%(?:2d|2e|5f|7e|3\d|[46][1-9a-f]|[57][0-9a])/gi, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16))
  )
  return decoded.toWellFormed().replace(/[^\u0021-\u007E]+/g, encodeURIComponent)
}

/** `*` matches anything and a final `$` the end; matched literal by literal, without backtracking. */
const matches = (pattern: string, path: string): boolean => {
  const isWhole = pattern.endsWith("$")
  const [first = "", ...rest] = (isWhole ? pattern.slice(0, -1) : pattern).split("*")
  if (!path.startsWith(first)) return false
  const last = isWhole ? rest.pop() : undefined
  let at = first.length
  for (const piece of rest) {
    const found = path.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  if (!isWhole) return true
  return last === undefined
    ? at === path.length
    : path.length - last.length >= at && path.endsWith(last)
}
