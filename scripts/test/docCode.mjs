import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert } from "vitest"
import { root } from "../workspace.mjs"

/** The pages with code, which is written into one workspace in this order. */
export const pagesWithCode = ["README.md", "docs/agents.md", "docs/workflows.md"]

/** Runs `pnpm new` and writes files as the docs say, in a copy of the workspace; returns their paths. */
export async function applyDocs(workspace) {
  const written = new Set()
  for (const { language, text } of pagesWithCode.flatMap(blocksOf)) {
    if (language === "sh") {
      for (const [, kind, name] of text.matchAll(/^pnpm new (\w+) (\w+)/gm)) {
        await workspace.create(kind, name)
      }
    } else if (language === "ts" || language === "diff") {
      const { path, body } = named(text)
      workspace.write(path, language === "ts" ? body : patched(workspace.read(path), body, path))
      written.add(path)
    }
  }
  return [...written]
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page) {
  return [...readFileSync(join(root, page), "utf8").matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language, text]) => ({ language, text })
  )
}

/** The first line of a block names its file. */
function named(text) {
  const [, path, body] = /^\/\/ (\S+)\n(.*)$/s.exec(text) ?? []
  assert.isDefined(path, `The first line does not name the file:\n${text}`)
  return { path, body }
}

/** Applies a diff whose parts are separated by `@@`; each must fit in one place. */
function patched(file, diff, path) {
  return diff.split(/^@@\n/m).reduce((text, part) => {
    const lines = part.trimEnd().split("\n")
    const side = (sign) =>
      lines.flatMap((line) => (line[0] === sign || line[0] === " " ? [`${line.slice(1)}\n`] : []))
    const [before, after] = [side("-").join(""), side("+").join("")]
    assert.lengthOf(text.split(before), 2, `${path} must have these lines once:\n${before}`)
    return text.replace(before, () => after)
  }, file)
}
