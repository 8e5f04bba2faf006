import { Option, Schema } from "effect"

/** A document without its front matter, and the title that this gives it; empty for none. */
export interface WithoutFrontMatter {
  readonly title: string
  readonly body: string
}

/**
 * Takes the front matter off a Markdown document: YAML between `---`, TOML between `+++`, JSON between
 * `;;;` or as an object, the title block of Pandoc, or the entries of MultiMarkdown, in its first lines.
 * A rule that only looks like the begin of one is left alone.
 */
export const withoutFrontMatter = (text: string): WithoutFrontMatter => {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
  return (
    fenced(plain) ??
    json(plain) ??
    titleBlock(plain) ??
    entries(plain) ?? { title: "", body: plain }
  )
}

const fenced = (plain: string): WithoutFrontMatter | undefined => {
  const [first = "", ...rest] = plain.slice(0, maxLength).split("\n")
  const fence = first.trimEnd().replace(/^---[ ]?ya?ml$/, "---")
  const end = rest.findIndex((line) => ends(fence, line.trimEnd()))
  const lines = rest.slice(0, end)
  if (
    (fence !== "---" && fence !== "+++") ||
    end === -1 ||
    !lines.some((line) => isEntry.test(line))
  ) {
    return undefined
  }
  const isOnlyData = lines.every((line) => line.trim() === "" || isData.test(line))
  if (!isOnlyData) return undefined
  const consumed = [first, ...rest.slice(0, end + 1)].reduce(
    (sum, line) => sum + line.length + 1,
    0
  )
  return { title: titleIn(lines), body: plain.slice(consumed) }
}

/** An object of JSON, by itself or between `;;;`. */
const json = (plain: string): WithoutFrontMatter | undefined => {
  const [block, data] =
    /^(?:;;;\n)?(\{\s*"[^]{0,20000}?\n\})(?:\n;;;)?[ \t]*(?:\n|$)/.exec(plain) ??
    /^;;;\n(\{[^\n]{0,2000}\})\n;;;[ \t]*(?:\n|$)/.exec(plain) ??
    []
  if (block === undefined || data === undefined) return undefined
  return Option.match(decodeJson(data), {
    onNone: () => undefined,
    onSome: ({ title = "" }) => ({ title, body: plain.slice(block.length) })
  })
}

const decodeJson = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ title: Schema.optionalKey(Schema.String) }))
)

/** Pandoc: up to three lines of title, authors and date, each after a per cent sign. */
const titleBlock = (plain: string): WithoutFrontMatter | undefined => {
  const [block, title] = /^% ([^\n]{1,500})\n(?:%[^\n]{0,500}\n){0,2}(?=\n|$)/.exec(plain) ?? []
  return block === undefined || title === undefined
    ? undefined
    : { title: title.trim(), body: plain.slice(block.length) }
}

/** MultiMarkdown: a paragraph of entries, of which the title or the author is one. */
const entries = (plain: string): WithoutFrontMatter | undefined => {
  const [block] = /^(?:[A-Z][\w ]{0,30}: [^\n]{1,500}\n){1,30}(?=\n)/.exec(plain) ?? []
  const lines = block?.split("\n") ?? []
  return block !== undefined && lines.some((line) => /^(?:title|author|date): /i.test(line))
    ? { title: titleIn(lines), body: plain.slice(block.length) }
    : undefined
}

const maxLength = 20_000

const ends = (fence: string, line: string): boolean =>
  line === fence || (fence === "---" && line === "...")

const isEntry = /^["']?[\w.-]+["']?\s*[:=](?:\s|$)/

/** An entry, a table of TOML, a comment, or what continues one of these. */
const isData = /^["']?[\w .-]{1,60}["']?\s*[:=]|^\s*\[|^\s*#|^\s+\S|^\s*[-\]}]/

const titleIn = (lines: ReadonlyArray<string>): string => {
  const at = lines.findIndex((line) => /^["']?title["']?\s*[:=]/i.test(line))
  const value = (lines[at] ?? "").replace(/^[^:=]*[:=]\s*/, "").trim()
  if (!/^[>|][+-]?\d?$/.test(value)) return scalar(value)
  const folded = lines.slice(at + 1)
  const end = folded.findIndex((line) => !/^\s/.test(line))
  return (end === -1 ? folded : folded.slice(0, end)).map((line) => line.trim()).join(" ")
}

const scalar = (value: string): string => {
  const [, double] = /^"((?:[^"\\]|\\.)*)"/.exec(value) ?? []
  if (double !== undefined) return double.replace(/\\(["\\/])/g, "$1")
  const [, single] = /^'((?:[^']|'')*)'/.exec(value) ?? []
  return single === undefined ? value.replace(/(?<!\s)\s+#[^]*$/, "") : single.replaceAll("''", "'")
}
