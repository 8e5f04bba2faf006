import { Duration } from "effect"

/**
 * Whether a robots.txt lets a crawler read the path (with query) of an address of its site, by
 * RFC 9309: the groups that name the crawler, or else those for `*`; the longest rule that matches
 * decides, and `Allow` wins a tie. `Content-Signal: ai-input=no` (contentsignals.org) in those
 * groups, or before the first group, forbids the whole site.
 */
export const allowsBy = (text: string, crawler: string): ((path: string) => boolean) => {
  const groups = groupsOf(text)
  const chosen = groupsFor(groups, crawler)
  const rules = chosen.flatMap((group) => group.rules)
  const isForbidden = [...chosen, ...groups.filter(({ names }) => names.length === 0)].some(
    ({ signals }) => signals.some(forbidsInput)
  )
  return (path) => {
    const plain = normalized(path.replace(/[*$]/g, encodeReserved))
    const [strongest] = rules
      .filter((rule) => matches(rule.pattern, plain))
      .toSorted(
        (left, right) =>
          right.pattern.length - left.pattern.length || Number(right.allows) - Number(left.allows)
      )
    // RFC 9309 2.2.2: always allowed.
    if (path === "/robots.txt") return true
    return !isForbidden && (strongest?.allows ?? true)
  }
}

/**
 * The time between two requests that a robots.txt asks of a crawler, as `Crawl-delay` in seconds; not in
 * RFC 9309, but widely used. The longest one of its groups, at most an hour.
 */
export const crawlDelayBy = (text: string, crawler: string): Duration.Duration | undefined => {
  const delays = groupsFor(groupsOf(text), crawler).flatMap(({ delays }) => delays)
  return delays.length === 0 ? undefined : Duration.seconds(Math.min(3600, Math.max(...delays)))
}

interface Group {
  readonly names: Array<string>
  readonly rules: Array<{ readonly allows: boolean; readonly pattern: string }>
  readonly signals: Array<string>
  readonly delays: Array<number>
}

/** Those that name the crawler, or else those for `*`. */
const groupsFor = (groups: ReadonlyArray<Group>, crawler: string): ReadonlyArray<Group> => {
  const named = groups.filter(({ names }) => names.includes(crawler.toLowerCase()))
  return named.length > 0 ? named : groups.filter(({ names }) => names.includes("*"))
}

const emptyGroup = (): Group => ({ names: [], rules: [], signals: [], delays: [] })

/** Whether a `Content-Signal` (contentsignals.org) keeps its content from being put into an answer. */
export const forbidsInput = (signal: string): boolean => /\bai-input\s*=\s*no\b/i.test(signal)

const groupsOf = (text: string): ReadonlyArray<Group> => {
  const groups: Array<Group> = []
  // Rules before the first group apply to no crawler; a signal there applies to all.
  let group = emptyGroup()
  groups.push(group)
  let isNaming = false
  for (const line of text.split(/\r\n?|\n/)) {
    const [, key = "", raw = ""] = /^\s*([A-Za-z-]+)\s*:([^#]*)/.exec(line) ?? []
    const value = raw.trim()
    switch (key.toLowerCase()) {
      case "user-agent":
        if (!isNaming) groups.push((group = emptyGroup()))
        group.names.push(productToken(value))
        isNaming = true
        break
      case "allow":
      case "disallow":
        if (value !== "") {
          group.rules.push({ allows: key.toLowerCase() === "allow", pattern: patternOf(value) })
        }
        isNaming = false
        break
      case "content-signal":
        group.signals.push(value)
        isNaming = false
        break
      case "crawl-delay":
        if (/^\d{1,9}(?:\.\d{1,9})?$/.test(value) && Number(value) > 0) {
          group.delays.push(Number(value))
        }
        isNaming = false
        break
      default:
    }
  }
  return groups
}

/** The name of a crawler without its version, by RFC 9309 2.2.1. */
const productToken = (value: string): string =>
  /^(?:\*|[A-Za-z_-]+)/.exec(value)?.[0].toLowerCase() ?? ""

/** A `$` that does not end the pattern is an ordinary character. */
const patternOf = (value: string): string => normalized(value.replace(/\$(?!$)/g, encodeReserved))

const encodeReserved = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * The one spelling of a path that is compared, by RFC 9309 2.2.3 and RFC 3986 6.2.2: hexadecimal
 * digits are upper case, characters outside ASCII are encoded, and those that do not have to be
 * encoded are not. In a query a slash is no delimiter, so there it is decoded, too.
 */
const normalized = (path: string): string => {
  const [before = "", ...query] = path.split("?")
  const after = query.join("?")
  return query.length === 0
    ? decodeBy(before, plainInPath)
    : `${decodeBy(before, plainInPath)}?${decodeBy(after, plainInQuery)}`
}

const decodeBy = (text: string, plain: RegExp): string =>
  text
    .replace(/%[0-9a-f]{2}/gi, (code) => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return plain.test(character) ? character : code.toUpperCase()
    })
    .toWellFormed()
    .replace(/[^\u0021-\u007E]+/g, encodeURIComponent)

/** Not `*`, `$`, `?`, `#`, `%` and the slash: decoded, they would mean something else. */
const plainInPath = /[\w.~!'(),;:@&=+[\]-]/

const plainInQuery = /[\w.~!'(),;:@&=+[\]/-]/

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
