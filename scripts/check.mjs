// Everything that can be said of the code without running it. Only what is wrong is printed in full.

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import os from "node:os"
import { basename, dirname, join, sep } from "node:path"
import { excesses } from "./measure.mjs"
import { capture, childEnvironment, Failure, say, secondsSince } from "./terminal.mjs"
import { digest, root } from "./workspace.mjs"

/**
 * @param {string} node path of the Node that the tools run on
 * @param {string[]} args the packages to check, all when none is named; `--fix` mends first what a tool can mend
 * @param {{ fresh?: boolean, folder?: string, print?: (line: string) => void }} options `fresh` forgets earlier checks
 * @returns {Promise<number>} 0 when nothing is wrong
 */
export async function check(node, args, { fresh = false, folder = root, print = say } = {}) {
  const { fix, scope } = parse(folder, args)
  const env = childEnvironment([dirname(node), join(root, "node_modules/.bin")])
  const tool = (name, ...parameters) =>
    capture(join(root, "node_modules/.bin", name), parameters, { cwd: folder, env })

  if (fix) {
    // What they cannot mend is reported by the inspections.
    await tool("oxlint", "--fix", ...scope)
    await tool("oxfmt", ...scope)
  }

  const inspections = inspect({ folder, scope, fresh, tool, node, env })
  const found = await eachAtMost(processors(), inspections, async ({ label, run }) => {
    const started = process.hrtime.bigint()
    const { code, output } = await run()
    const line = `${label} ... ${secondsSince(started, 1)} s`
    print(code === 0 ? line : `${line}\n${output.trimEnd()}`)
    return code === 0 ? [] : [label]
  })

  const wrong = found.flat()
  print(
    wrong.length === 0
      ? "The check is clean."
      : `${wrong.length} of ${inspections.length} inspections found something: ${wrong.join(", ")}.`
  )
  return wrong.length === 0 ? 0 : 1
}

function parse(folder, args) {
  const flags = args.filter((arg) => arg.startsWith("-"))
  const names = args.filter((arg) => !arg.startsWith("-"))
  const packages = packagesOf(folder)
  const scope = names.map((name) => {
    const found = packages.find((path) => basename(path) === basename(name))
    if (found) return found
    throw new Failure(
      `There is no package ${name}; the packages are ${packages.map((path) => basename(path)).join(", ")}.`,
      2
    )
  })
  if (flags.some((flag) => flag !== "--fix")) {
    throw new Failure("Usage: npm run check -- [--fix] [package ...]", 2)
  }
  return { fix: flags.length > 0, scope }
}

// What takes longest comes first, so that the processors finish at the same time.
function inspect({ folder, scope, fresh, tool, node, env }) {
  const projects = (scope.length === 0 ? ["."] : scope).flatMap((path) =>
    findProjects(folder, path)
  )
  const memory = remembered(folder, fresh)
  return [
    ...projects.map((project) => ({
      label: `Types and Effect rules of ${project}`,
      run: () =>
        tool(
          "tsc",
          "--noEmit",
          "--incremental",
          "--tsBuildInfoFile",
          join(memory, `${project.split(sep).join("-")}.tsbuildinfo`),
          // Several checkers of one program repeat each other's work; here programs run side by side.
          "--checkers",
          "1",
          "-p",
          project
        )
    })),
    {
      label: "Dead code and stray dependencies",
      run: () =>
        tool(
          "knip",
          "--no-progress",
          "--no-config-hints",
          ...scope.flatMap((path) => ["--workspace", path])
        )
    },
    { label: "Lint", run: () => tool("oxlint", "--deny-warnings", "--format=unix", ...scope) },
    { label: "Format", run: () => tool("oxfmt", "--check", ...scope) },
    {
      label: "Time of regular expressions",
      run: () =>
        capture(
          node,
          [
            join(root, "scripts/regexes.mjs"),
            folder,
            join(memory, `regexes-${digest(["scripts/regexes"], root).slice(0, 16)}.json`),
            ...sourceFolders(folder, scope)
          ],
          { cwd: folder, env }
        )
    },
    { label: "Length of files, share of comments", run: async () => measured(folder, scope) }
  ]
}

const sourceFolders = (folder, scope) =>
  (scope.length === 0 ? packagesOf(folder) : scope)
    .map((path) => join(path, "src"))
    .filter((path) => existsSync(join(folder, path)))

function measured(folder, scope) {
  const found = sourceFolders(folder, scope).flatMap((path) => excesses(folder, path))
  return { code: found.length === 0 ? 0 : 1, output: found.join("\n") }
}

/**
 * Where tsc keeps what it found the last time. A build info does not record the settings of the Effect rules nor
 * which patch of tsc applied them, so another lockfile or tsconfig begins anew.
 */
function remembered(folder, fresh) {
  const parent = join(folder, ".cache", "check")
  const key = digest(["pnpm-lock.yaml", "tsconfig.base.json", ...findProjects(folder)], folder)
  const current = key.slice(0, 16)
  mkdirSync(parent, { recursive: true })
  for (const name of readdirSync(parent)) {
    if (fresh || name !== current) rmSync(join(parent, name), { recursive: true, force: true })
  }
  return join(parent, current)
}

/** Every tsconfig but the base that they share. */
function findProjects(folder, path = ".") {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) return notOurs.test(entry.name) ? [] : findProjects(folder, inner)
    return /^tsconfig(?!\.base).*\.json$/.test(entry.name) ? [inner] : []
  })
}

const notOurs = /^(\..*|node_modules|dist)$/

/** Applies `work` to all items, to at most `limit` of them at a time. Resolves with the results in order. */
export async function eachAtMost(limit, items, work) {
  const results = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index])
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}

// Node 16 cannot say how many processors a process may use.
const processors = () => os.availableParallelism?.() ?? os.cpus().length

const packagesOf = (folder) =>
  ["bench", "packages"].flatMap((path) => {
    if (existsSync(join(folder, path, "package.json"))) return [path]
    return readdirSync(join(folder, path)).map((name) => join(path, name))
  })
