import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll } from "vitest"
import { capture, childEnvironment } from "../terminal.mjs"
import { root } from "../workspace.mjs"

const packages = ["agents", "cluster", "domain", "server"]

/** A copy of the workspace, without the web client, in which a test may write; deleted after its tests. */
export function copyWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), "aethercast-copy-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const copy = (path) => cpSync(join(root, path), join(folder, path), { recursive: true })

  for (const path of copied) copy(path)
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  for (const name of packages) {
    const path = join("packages", name)
    for (const part of ["package.json", "tsconfig.json", "src", "test"]) copy(join(path, part))
    linkModules(join(root, path, "node_modules"), join(folder, path, "node_modules"), folder)
  }

  const env = { ...childEnvironment([dirname(process.execPath)]), NO_COLOR: "1", FORCE_COLOR: "0" }
  /** Runs a program in the copy; resolves with what it wrote, and rejects when it fails. */
  const run = async (command, ...args) => {
    const { code, output } = await capture(command, args, { cwd: folder, env })
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`)
    return output
  }
  const tool = (name, ...args) => run(join(root, "node_modules/.bin", name), ...args)
  const read = (path) => readFileSync(join(folder, path), "utf8")
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }

  return {
    folder,
    has: (path) => existsSync(join(folder, path)),
    read,
    write,
    /** `pnpm new ...` in the copy. */
    create: (...args) => run(process.execPath, "scripts/bootstrap.mjs", "new", ...args),
    /** Types and format of files and of all that they import, then the tests among them. */
    async prove(...paths) {
      write(
        "tsconfig.json",
        JSON.stringify({ extends: "./tsconfig.base.json", files: [...paths, mainPath] })
      )
      const tests = paths.filter((path) => path.endsWith(".test.ts"))
      const [tested, ...others] = await Promise.allSettled([
        tool("vitest", "run", "--project=unit", ...tests),
        tool("tsc", "--noEmit", "--checkers", "1", "-p", "."),
        tool("oxfmt", "--check", ...paths),
        tool("oxlint", "--deny-warnings", ...paths)
      ])
      const problems = [...others, tested].flatMap(({ reason }) => (reason ? [reason.message] : []))
      if (problems.length > 0) throw new Error(problems.join("\n\n"))
      return tested.value
    }
  }
}

const copied = [
  ".oxfmtrc.json",
  ".oxlintrc.json",
  "package.json",
  "packages/agents/lexicon",
  "scripts",
  "tsconfig.base.json",
  "vitest.config.ts"
]

/** Where everything is wired: a service that nobody provides is an error of its types. */
const mainPath = "packages/server/src/Main.ts"

/** Links what is installed for a package, and the packages of the copy instead of those of the workspace. */
function linkModules(from, to, folder) {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name.startsWith(".")) continue
    if (name.startsWith("@") && name !== "@aethercast") {
      linkModules(join(from, name), join(to, name), folder)
    } else if (name === "@aethercast") {
      mkdirSync(join(to, name))
      for (const own of readdirSync(join(from, name))) {
        symlinkSync(join(folder, "packages", own), join(to, name, own))
      }
    } else {
      symlinkSync(realpathSync(join(from, name)), join(to, name))
    }
  }
}
