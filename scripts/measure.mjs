// How long the files of a package are, and how much of them is comment.

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Lines of the median file and of the 90th percentile; share of all lines that are comments, without docstrings of exports. */
export const limits = { median: 80, p90: 200, comments: 0.08 }

/** @returns {string[]} a sentence for each limit that the sources below `path` in `folder` exceed */
export function excesses(folder, path) {
  const files = sources(folder, path).map((file) =>
    measure(file, readFileSync(join(folder, file), "utf8"))
  )
  const lengths = files.map((file) => file.lines).sort((one, other) => one - other)
  const percentile = (share) => lengths[Math.ceil(lengths.length * share) - 1] ?? 0
  const total = (key) => files.reduce((sum, file) => sum + file[key], 0)

  const median = percentile(0.5)
  const p90 = percentile(0.9)
  const comments = total("comments") / Math.max(1, total("lines"))
  return [
    median > limits.median && `the median file has ${median} lines, more than ${limits.median}`,
    p90 > limits.p90 && `one file in ten has ${p90} lines or more, the limit is ${limits.p90}`,
    comments > limits.comments &&
      `${percent(comments)} of the lines are comments outside public docstrings, more than ${percent(limits.comments)}: ${commented(files)}`
  ]
    .filter(Boolean)
    .map((excess) => `${path}: ${excess}`)
}

const percent = (share) => `${(share * 100).toFixed(1)} %`

const commented = (files) =>
  files
    .filter((file) => file.comments > 0)
    .sort((one, other) => other.comments - one.comments)
    .slice(0, 5)
    .map((file) => `${file.path} has ${file.comments}`)
    .join(", ")

/**
 * A docstring is public when it stands on an export, or inside one, of a file outside `internal/`. Only comments that
 * have lines of their own are counted.
 */
export function measure(path, text) {
  const lines = text.replace(/\n$/, "").split("\n")
  const canBePublic = !path.split(/[\\/]/).includes("internal")
  let comments = 0
  let insideExport = false
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at].trim()
    if (line.startsWith("//")) {
      comments += 1
    } else if (line.startsWith("/*")) {
      const first = at
      while (at < lines.length - 1 && !lines[at].includes("*/")) at++
      const isPublic =
        line.startsWith("/**") &&
        canBePublic &&
        (/^\s/.test(lines[first]) ? insideExport : isExport(nextCode(lines, at)))
      if (!isPublic) comments += at - first + 1
    } else if (/^\w/.test(lines[at])) {
      insideExport = isExport(line)
    }
  }
  return { path, lines: lines.length, comments }
}

const isExport = (line) => /^export\b/.test(line ?? "")

const nextCode = (lines, after) =>
  lines.slice(after + 1).find((line) => line.trim() !== "" && !line.trim().startsWith("//"))

function sources(folder, path) {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) return sources(folder, inner)
    return /\.tsx?$/.test(entry.name) ? [inner] : []
  })
}
