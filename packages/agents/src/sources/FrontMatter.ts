/** A document without its front matter, and the title that this gives it; empty for none. */
export interface WithoutFrontMatter {
  readonly title: string
  readonly body: string
}

/**
 * Takes the front matter off a Markdown document: YAML between `---`, or TOML between `+++`, in its
 * first lines. A rule that only looks like the begin of one is left alone.
 */
export const withoutFrontMatter = (text: string): WithoutFrontMatter => {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
  const [first = "", ...rest] = plain.slice(0, maxLength).split("\n")
  const fence = first.trimEnd()
  const end = rest.findIndex((line) => ends(fence, line.trimEnd()))
  const lines = rest.slice(0, end)
  if (
    (fence !== "---" && fence !== "+++") ||
    end === -1 ||
    !lines.some((line) => isEntry.test(line))
  ) {
    return { title: "", body: plain }
  }
  const isOnlyData = lines.every((line) => line.trim() === "" || isData.test(line))
  if (!isOnlyData) return { title: "", body: plain }
  const consumed = [first, ...rest.slice(0, end + 1)].reduce(
    (sum, line) => sum + line.length + 1,
    0
  )
  return { title: titleIn(lines), body: plain.slice(consumed) }
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
