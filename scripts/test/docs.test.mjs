import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { assert, beforeAll, describe, it } from "vitest"
import { root } from "../workspace.mjs"
import { applyDocs, blocksOf, pagesWithCode } from "./docCode.mjs"
import { copyWorkspace } from "./workspaceCopy.mjs"

const workspace = copyWorkspace()
/** The files that the code in the docs writes or changes. */
let written

beforeAll(async () => {
  written = await applyDocs(workspace)
})

describe("the code in the docs", () => {
  it("compiles, and its tests pass", { timeout: 180_000 }, async () => {
    const output = await workspace.prove(...written)
    const tests = written.filter((path) => path.endsWith(".test.ts"))
    assert.match(output, new RegExp(`Test Files +${tests.length} passed`))
  })
})

describe("the docs", () => {
  const pages = [
    ...filesBelow("docs", [".md"]),
    "README.md",
    "AGENTS.md",
    "packages/cluster/README.md",
    "packages/cluster/test/harness/README.md"
  ]

  it("name only files that exist", () => {
    const files = ["packages", "scripts", "bench", "docs"].flatMap((folder) => filesBelow(folder))
    const exists = (path) =>
      existsSync(join(root, path)) ||
      workspace.has(path) ||
      files.some((file) => file.endsWith(`/${path}`))
    const missing = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8")
      const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, link]) =>
        join(dirname(page), link)
      )
      const paths = [...text.matchAll(/`([\w./-]+\.(?:tsx?|mjs|md))`/g)].map(([, path]) => path)
      const folders = [...text.matchAll(/`((?:packages|scripts|docs|bench)\/[\w./-]*)`/g)].map(
        ([, path]) => path
      )
      return [...links, ...paths, ...folders]
        .filter((path) => !exists(path))
        .map((path) => `${page}: ${path}`)
    })
    assert.deepStrictEqual(missing, [])
  })

  it("use only names that the code has", () => {
    const sources = ["packages", "bench"].flatMap((folder) => filesBelow(folder, [".ts", ".tsx"]))
    const code = [
      ...sources,
      ...sources.map((file) => readFileSync(join(root, file), "utf8")),
      ...pagesWithCode.flatMap(blocksOf).map(({ text }) => text)
    ]
    const words = new Set(code.flatMap((text) => text.match(/\w+/g) ?? []))
    const missing = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8").replace(/^```.*?^```$/gms, "")
      return [...text.matchAll(/`([A-Za-z]\w*(?:\.\w+)*)(?:\([^`]*\))?`/g)]
        .flatMap(([, name]) => name.split("."))
        .filter((name) => /[A-Z_]/.test(name) && !words.has(name))
        .map((name) => `${page}: ${name}`)
    })
    assert.deepStrictEqual(missing, [])
  })
})

/** The files below a folder of the workspace, with one of these extensions if any are given. */
function filesBelow(folder, extensions) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return notOurs.test(entry.name) ? [] : filesBelow(path, extensions)
    return extensions === undefined || extensions.includes(extname(path)) ? [path] : []
  })
}

const notOurs = /^(node_modules|dist|\..*)$/
