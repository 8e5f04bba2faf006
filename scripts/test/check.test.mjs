import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { check, eachAtMost } from "../check.mjs"
import { root } from "../workspace.mjs"

// A workspace of two packages, `one` and `two`, and `bench`; two imports what one exports.
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aethercast-check-"))
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir")
  for (const name of [".oxlintrc.json", "tsconfig.base.json"]) {
    write(name, readFileSync(join(root, name), "utf8"))
  }
  write(".oxfmtrc.json", json({ semi: false, ignorePatterns: ["**/*.json"] }))
  write(".gitignore", "node_modules\n.cache\n")
  write("pnpm-lock.yaml", "")
  write("knip.json", json({ ignoreDependencies: ["@effect/language-service", "effect"] }))
  write(
    "package.json",
    json({ name: "fixture", private: true, workspaces: ["packages/*", "bench"] })
  )
  for (const [path, name] of [
    ["packages/one", "one"],
    ["packages/two", "two"],
    ["bench", "bench"]
  ]) {
    write(
      `${path}/package.json`,
      json({ name, private: true, type: "module", main: "src/Main.ts" })
    )
    write(
      `${path}/tsconfig.json`,
      json({ extends: join(folder, "tsconfig.base.json"), include: ["src"] })
    )
    write(`${path}/src/Main.ts`, "export const answer: number = 42\n")
  }
  write(
    "packages/two/src/Main.ts",
    'import { answer } from "../../one/src/Main.ts"\n\nexport const twice = answer * 2\n'
  )
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("check", () => {
  it("prints one line with its time for each inspection of a clean workspace", async () => {
    const { code, printed } = await checked()
    assert.strictEqual(printed.at(-1), "The check is clean.")
    assert.strictEqual(code, 0)
    assert.deepStrictEqual(
      printed.slice(0, -1).filter((line) => !/^[^\n]+ \.\.\. \d+\.\d s$/.test(line)),
      []
    )
    assert.deepStrictEqual(labels(printed), [
      "Dead code and stray dependencies",
      "Format",
      "Length of files, share of comments",
      "Lint",
      "Time of regular expressions",
      "Types and Effect rules of bench/tsconfig.json",
      "Types and Effect rules of packages/one/tsconfig.json",
      "Types and Effect rules of packages/two/tsconfig.json"
    ])
  })

  it("prints everything that is wrong, and fails", async () => {
    write("bench/src/Main.ts", 'export const answer: number = "42"\n')
    write(
      "packages/one/src/Main.ts",
      'import { Effect } from "effect"\n\nEffect.void\nexport const answer: any =    42\n'
    )
    write("packages/one/src/Unused.ts", `export const words = /\\s+$/\n${"// word\n".repeat(20)}`)
    const { code, printed } = await checked()
    assert.strictEqual(code, 1)
    const output = printed.join("\n")
    assert.include(output, "Type 'string' is not assignable to type 'number'")
    assert.include(output, "effect(floatingEffect)")
    assert.include(output, "typescript(no-explicit-any)")
    assert.include(output, "Format issues found in above 1 files")
    assert.include(output, "Unused files (1)\npackages/one/src/Unused.ts")
    assert.include(output, "of the lines are comments outside public docstrings")
    assert.include(output, "packages/one/src/Unused.ts:1: /\\s+$/ takes ")
    assert.match(printed.at(-1), /^8 of 8 inspections found something: /)
  })

  it("finds what a change in one package breaks in another since the last check", async () => {
    assert.strictEqual((await checked()).code, 0)
    write("packages/one/src/Main.ts", 'export const answer: string = "42"\n')
    const { code, printed } = await checked()
    assert.strictEqual(code, 1)
    assert.include(printed.join("\n"), "packages/two/src/Main.ts(3,22): error TS2362")
  })

  it("reports again what the last check found", async () => {
    write("packages/one/src/Main.ts", 'import { Effect } from "effect"\n\nEffect.void\n')
    const first = await checked("one")
    const second = await checked("one")
    assert.include(first.printed.join("\n"), "effect(floatingEffect)")
    assert.include(second.printed.join("\n"), "effect(floatingEffect)")
  })

  it("forgets earlier checks when the rules change", async () => {
    write("packages/one/src/Main.ts", 'import { Effect } from "effect"\n\nEffect.void\n')
    assert.strictEqual((await checked("one")).code, 1)
    const rules = JSON.parse(readFileSync(join(folder, "tsconfig.base.json"), "utf8"))
    rules.compilerOptions.plugins[0].diagnosticSeverity.floatingEffect = "off"
    write("tsconfig.base.json", json(rules))
    const { printed } = await checked("one")
    assert.notInclude(printed.join("\n"), "floatingEffect")
  })

  it("remembers what tsc found until a fresh check", async () => {
    await checked("one")
    const [memory] = readdirSync(join(folder, ".cache/check"))
    write(`.cache/check/${memory}/marker`, "")
    await checked("one")
    assert.isTrue(existsSync(join(folder, ".cache/check", memory, "marker")))
    await check(process.execPath, ["one"], { folder, print: () => {}, fresh: true })
    assert.isFalse(existsSync(join(folder, ".cache/check", memory, "marker")))
  })

  it("mends with --fix what can be mended", async () => {
    write("packages/one/src/Main.ts", "export const answer =   [[1],[2]].map((n) => n).flat()[0]\n")
    assert.strictEqual((await checked("one")).code, 1)
    const { code, printed } = await checked("one", "--fix")
    assert.strictEqual(printed.at(-1), "The check is clean.")
    assert.strictEqual(code, 0)
    assert.strictEqual(
      readFileSync(join(folder, "packages/one/src/Main.ts"), "utf8"),
      "export const answer = [[1], [2]].flatMap((n) => n)[0]\n"
    )
  })

  it("inspects only the packages that are named", async () => {
    write("packages/one/src/Main.ts", "export   const answer: any = 42\n")
    assert.strictEqual((await checked("two")).code, 0)
    assert.strictEqual((await checked("packages/two", "bench")).code, 0)
    assert.strictEqual((await checked("one")).code, 1)
  })

  it("names the packages when there is none of a name", async () => {
    const error = await checked("three").catch((failure) => failure)
    assert.strictEqual(
      error.message,
      "There is no package three; the packages are bench, one, two."
    )
  })
})

describe("eachAtMost", () => {
  it("works on no more items at a time than the limit, and keeps their order", async () => {
    const started = []
    const finish = new Map()
    const all = eachAtMost(2, ["a", "b", "c"], (item) => {
      started.push(item)
      return new Promise((resolve) => finish.set(item, () => resolve(item.toUpperCase())))
    })
    assert.deepStrictEqual(started, ["a", "b"])
    finish.get("b")()
    await Promise.resolve()
    await Promise.resolve()
    assert.deepStrictEqual(started, ["a", "b", "c"])
    finish.get("c")()
    finish.get("a")()
    assert.deepStrictEqual(await all, ["A", "B", "C"])
  })
})

async function checked(...args) {
  const printed = []
  const code = await check(process.execPath, args, {
    folder,
    print: (line) => printed.push(line)
  })
  return { code, printed }
}

const labels = (printed) =>
  printed
    .slice(0, -1)
    .map((line) => line.replace(/ \.\.\. [^]*/, ""))
    .sort()

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`

function write(path, text) {
  const full = join(folder, path)
  if (!existsSync(dirname(full))) mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}
