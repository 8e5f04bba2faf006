import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { root } from "../workspace.mjs"
import { copyWorkspace } from "./workspaceCopy.mjs"

describe("the code in the docs", () => {
  const workspace = copyWorkspace()

  it("compiles, and its tests pass", { timeout: 180_000 }, async () => {
    const blocks = ["README.md", "docs/agents.md", "docs/workflows.md"].flatMap(blocksOf)
    const files = new Set()
    for (const { language, text } of blocks) {
      if (language === "sh") {
        for (const [, kind, name] of text.matchAll(/^pnpm new (\w+) (\w+)/gm)) {
          await workspace.create(kind, name)
        }
      } else if (language === "ts" || language === "diff") {
        const { path, body } = named(text)
        if (language === "diff") workspace.write(path, patched(workspace.read(path), body, path))
        else workspace.write(path, body)
        files.add(path)
      }
    }
    const output = await workspace.prove(...files)
    const tests = [...files].filter((path) => path.endsWith(".test.ts"))
    assert.match(output, new RegExp(`Test Files +${tests.length} passed`))
  })
})

/** The fenced blocks of a page, in order. */
const blocksOf = (page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language, text]) => ({ language, text })
  )

/** The first line of a block names its file. */
function named(text) {
  const [, path, body] = /^\/\/ (\S+)\n(.*)$/s.exec(text) ?? []
  assert.isDefined(path, `The first line does not name the file:\n${text}`)
  return { path, body }
}

/** Applies a diff whose parts are separated by `@@`; each must fit in one place. */
const patched = (file, diff, path) =>
  diff.split(/^@@\n/m).reduce((text, part) => {
    const lines = part.trimEnd().split("\n")
    const side = (sign) =>
      lines.flatMap((line) => (line[0] === sign || line[0] === " " ? [`${line.slice(1)}\n`] : []))
    const [before, after] = [side("-").join(""), side("+").join("")]
    assert.lengthOf(text.split(before), 2, `${path} has these lines once:\n${before}`)
    return text.replace(before, () => after)
  }, file)
