// The engines of local models: packages too heavy to be dependencies, installed into the cache for those who want them.

import { cpSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { capture, childEnvironment, explain, Failure, step } from "./terminal.mjs"
import { cacheFolder, findNode, findPnpm, makeTemporary } from "./toolchain.mjs"
import { digest, root } from "./workspace.mjs"

const engines = join(root, "engines")

/**
 * The folder whose node_modules has an engine, by the lockfile in `engines/NAME`, which has the digest of each
 * package. It is there as a whole or not at all.
 */
export async function engine(name) {
  if (!readdirSync(engines).includes(name)) {
    throw new Failure(`There is no engine ${name}; there is ${readdirSync(engines).join(", ")}.`, 2)
  }
  const source = join(engines, name)
  const kept = join(cacheFolder(), `${name}-${digest(readdirSync(source), source).slice(0, 16)}`)
  if (existsSync(kept)) return kept
  const node = await findNode()
  const pnpm = await findPnpm(root)
  return step(`Installing ${name}`, async () => {
    const making = makeTemporary(dirname(kept))
    try {
      cpSync(source, making, { recursive: true })
      const { code, output } = await capture(pnpm, ["install", "--frozen-lockfile", "--prod"], {
        cwd: making,
        env: { ...childEnvironment([dirname(node), dirname(pnpm)]), CI: "true" }
      })
      if (code !== 0) throw explain(`Installing ${name} failed`, output, dirname(kept))
      renameSync(making, kept)
    } catch (error) {
      // When another run was quicker, its copy is as good as ours.
      if (!existsSync(kept)) throw error
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
    return kept
  })
}
