// Everything that can be said of the code without running it. Prints only what is wrong.

import { readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { capture, childEnvironment, say, step } from "./terminal.mjs"
import { root } from "./workspace.mjs"

/** @returns {Promise<number>} 0 when nothing is wrong */
export async function check(node) {
  const env = childEnvironment([dirname(node), join(root, "node_modules/.bin")])
  const tool = (name, ...args) =>
    capture(join(root, "node_modules/.bin", name), args, { cwd: root, env })

  const inspections = [
    ...projects().map((project) => [
      `Types and Effect rules of ${project}`,
      () => tool("tsc", "--noEmit", "-p", project)
    ]),
    ["Lint", () => tool("oxlint", "--deny-warnings", "--format=unix")],
    ["Format", () => tool("oxfmt", "--check")],
    ["Dead code and stray dependencies", () => tool("knip", "--no-progress", "--no-config-hints")]
  ]

  let wrong = 0
  for (const [label, inspect] of inspections) {
    const { code, output } = await step(label, inspect)
    if (code === 0) continue
    wrong += 1
    say(output.trimEnd())
  }
  say(
    wrong === 0
      ? "The check is clean."
      : `${wrong} of ${inspections.length} inspections found something.`
  )
  return wrong === 0 ? 0 : 1
}

/** Every tsconfig but the base that they share. */
function projects(folder = ".") {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notOurs.test(entry.name) ? [] : projects(path)
    return /^tsconfig(?!\.base).*\.json$/.test(entry.name) ? [path] : []
  })
}

const notOurs = /^(\..*|node_modules|dist)$/
