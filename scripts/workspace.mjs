// The project's own folders made ready: packages installed, the web client built. Quick when nothing changed.

import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { capture, childEnvironment, explain, Failure, say, step } from "./terminal.mjs"
import { findPnpm } from "./toolchain.mjs"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Installs the packages that the lockfile names, unless they are there; those of the benchmarks weigh much. */
export function installed(node, { withBench = false } = {}) {
  return upToDate({
    stamp: join(root, "node_modules", withBench ? ".aethercast-bench" : ".aethercast"),
    inputs: ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ...manifests()],
    label: withBench ? "Installing packages, and those of the benchmarks" : "Installing packages",
    make: (pnpm, env) =>
      capture(pnpm, ["install", "--frozen-lockfile", ...(withBench ? [] : withoutBench)], {
        cwd: root,
        // Without CI pnpm would ask before it replaces an old node_modules; for production it would leave out the tools.
        env: {
          ...env,
          CI: "true",
          NODE_ENV: "development",
          PNPM_CONFIG_FETCH_RETRIES: "1",
          PNPM_CONFIG_FETCH_RETRY_MINTIMEOUT: "1000"
        }
      }),
    node
  })
}

const withoutBench = ["--filter=!@aethercast/bench"]

/** Builds the listener's client, unless its sources are those of the last build. */
export function built(node) {
  return upToDate({
    stamp: join(root, "packages/web/dist/.aethercast"),
    inputs: ["packages/web", "packages/domain/src", "pnpm-lock.yaml"],
    label: "Building the web client",
    make: (pnpm, env) =>
      capture(pnpm, ["--filter", "@aethercast/web", "build"], {
        cwd: root,
        env: { ...env, NODE_ENV: "production" }
      }),
    node
  })
}

async function upToDate({ stamp, inputs, label, make, node }) {
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === digest(inputs)
  if (isFresh()) return
  await alone(async () => {
    if (isFresh()) return
    const pnpm = await findPnpm(root)
    const before = digest(inputs)
    await step(label, async () => {
      const env = childEnvironment([dirname(node), dirname(pnpm)])
      const { code, output } = await make(pnpm, env)
      if (code !== 0) throw explain(`${label} failed`, output, root)
      mkdirSync(dirname(stamp), { recursive: true })
      writeFileSync(stamp, before)
    })
  })
}

function manifests() {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`)
  return ["bench", ...packages].map((folder) => `${folder}/package.json`)
}

/** One hash of the files, and of those in the folders, that `inputs` name in `folder`. */
export function digest(inputs, folder = root) {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`)
  for (const input of inputs) {
    for (const path of files(folder, input))
      hash.update(`\n${path}\n`).update(readFileSync(join(folder, path)))
  }
  return hash.digest("hex")
}

const made = new Set(["node_modules", "dist", "test"])

function files(folder, path) {
  const full = join(folder, path)
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .filter((name) => !made.has(name))
    .sort()
    .flatMap((name) => files(folder, `${path}/${name}`))
}

const lock = join(root, ".cache", "setup.lock")
const patience = 10 * 60 * 1000

/** One setup of this folder at a time; a lock whose owner died is taken over. */
async function alone(work) {
  const deadline = Date.now() + patience
  for (let tries = 1; !acquire(); tries++) {
    if (Date.now() > deadline) {
      throw new Failure(
        `Another setup of this folder has been going on for long; if none is, delete ${lock} and run the same command again.`
      )
    }
    // The first try may only have found a dead owner's lock and cleared it.
    if (tries === 2) say("Waiting for another setup of this folder ...")
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function acquire() {
  const mine = `${lock}.${process.pid}`
  try {
    rmSync(mine, { recursive: true, force: true })
    mkdirSync(mine, { recursive: true })
    writeFileSync(join(mine, String(process.pid)), "")
  } catch (error) {
    throw explain("Preparing this folder failed", error.message, root)
  }
  try {
    // Renaming onto a folder that is not empty fails: whoever holds the lock keeps it.
    renameSync(mine, lock)
    return true
  } catch {
    rmSync(mine, { recursive: true, force: true })
    release(owner())
    return false
  }
}

function owner() {
  try {
    return Number(readdirSync(lock)[0])
  } catch {
    return undefined
  }
}

// Only the dead owner's file is removed, and the folder only if that left it empty: a new owner is never robbed.
function release(pid) {
  try {
    if (pid) process.kill(pid, 0)
  } catch (error) {
    if (error.code === "ESRCH") rmSync(join(lock, String(pid)), { force: true })
  }
  try {
    rmdirSync(lock)
  } catch {
    // It is held, or already gone.
  }
}
