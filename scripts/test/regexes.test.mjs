import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { collect } from "../regexes/collect.mjs"
import { slowness } from "../regexes/growth.mjs"
import { capture } from "../terminal.mjs"

describe("slowness", () => {
  const slow = [
    ["a range header, cubic in spaces", /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i],
    ["a run before the end", /\s+$/],
    ["a run before the end, and one at the start", /^-+|-+$/g],
    ["an address", /([\w.+-]+)@((?:[\w-]+\.)+[a-z]{2,})/gi],
    ["a comment that does not end", /<!--[\s\S]*?-->/g],
    ["emphasis that does not end", /(?<!\w)(_{1,3})(?=\S)([^\n]*?\S)\1(?!\w)/g],
    ["nested repetitions, exponential", /^(?:a+)+$/],
    ["alternatives that overlap, exponential", /^(?:a|\w)*$/],
    ["two repetitions of the same characters", /^x*[xy]*z/],
    ["a repetition with a distant end", /^(?:\w{0,5000},?){20}!/],
    ["letters of any script", /\p{L}+(?=\d)/gu]
  ]
  for (const [name, expression] of slow) {
    it(`finds ${name}`, () => assert.isDefined(slowness(expression)))
  }

  const linear = [
    /^\/[\w/-]*$/,
    /(?<!\s)\s+$/,
    /\[([^\][]*)\]\([^()]*\)/g,
    /\d+/g,
    /^[a-z0-9]{20,40}$/,
    /^[0-9a-f]{16}#[0-9]{1,4}$/,
    /<\/?[a-z!][^<>]*>/gi,
    /[\p{C}\p{Extended_Pictographic}]+/gu
  ]
  for (const expression of linear) {
    it(`passes ${expression}`, () => assert.isUndefined(slowness(expression)))
  }
})

describe("collect", () => {
  let root
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "aethercast-regexes-"))
    mkdirSync(join(root, "src"))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it("finds literals, also in JSX and in calls", async () => {
    writeFileSync(
      join(root, "src/Page.tsx"),
      'export const Page = () => <p>{"a".replace(/b+/g, "")}</p>\n'
    )
    const found = await collect(root, ["src"])
    assert.deepStrictEqual(found, [{ place: "src/Page.tsx:1", expression: /b+/g }])
  })

  // In a process of its own: Vitest would transform the module.
  it("finds what a module constructs, and misses nothing in silence", async () => {
    writeFileSync(
      join(root, "src/Made.ts"),
      [
        'const part: string = "c+"',
        "export const made = new RegExp(`${part}$`)",
        "export const later = (x: string) => new RegExp(x)\n"
      ].join("\n")
    )
    const { code, output } = await capture(process.execPath, [
      join(import.meta.dirname, "../regexes.mjs"),
      root,
      join(root, "memory/linear.json"),
      "src"
    ])
    assert.strictEqual(code, 1)
    const [made, later] = output.split("\n")
    assert.match(made, /^src\/Made\.ts:2: \/c\+\$\/ takes \d+ ms of CPU for \d+ characters: /)
    assert.match(later, /^src\/Made\.ts:3: construct this expression when its module is loaded/)
  })
})
