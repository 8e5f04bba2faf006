import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Spec } from "./Contender.ts"

/**
 * A commit of this repository as a contender: in a folder of its own, with the packages of its own
 * lockfile. The folder is removed with `all`.
 */
export const checkout = async (
  all: AsyncDisposableStack,
  commit: string,
  say: (line: string) => void
): Promise<Spec> => {
  const name = (await git("rev-parse", "--short", "--verify", `${commit}^{commit}`)).trim()
  say(`Installing ${name}`)
  const parent = await mkdtemp(join(tmpdir(), "aethercast-checkout-"))
  all.defer(() => rm(parent, { recursive: true, force: true }))
  const folder = join(parent, name)
  await git("worktree", "add", "--detach", folder, name)
  all.defer(async () => void (await git("worktree", "remove", "--force", folder)))
  // Its own bootstrap installs what its benchmarks need before it prints their help.
  await run(process.execPath, [join(folder, "scripts/bootstrap.mjs"), "bench", "--help"], {
    cwd: folder
  })
  return { name, program: join(folder, "bench/runtime/Ours.ts"), isOnPostgres: true }
}

const run = promisify(execFile)
const root = fileURLToPath(new URL("../..", import.meta.url))

const git = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { stdout } = await run("git", ["-C", root, ...args])
  return stdout
}
