// Every regular expression of the sources: literals from the syntax, constructed ones as modules construct them.

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { parseSync, Visitor } from "oxc-parser"

/**
 * @param {string} root
 * @param {string[]} folders relative to `root`
 * @returns {Promise<{ place: string, expression: RegExp | undefined }[]>} undefined for one that is constructed later
 *   than its module is loaded
 */
export async function collect(root, folders) {
  const found = []
  for (const path of folders.flatMap((folder) => sources(root, folder))) {
    const { constructed, literals } = syntax(join(root, path))
    found.push(
      ...literals.map(({ line, pattern, flags }) => ({
        place: `${path}:${line}`,
        expression: new RegExp(pattern, flags)
      }))
    )
    if (constructed.length === 0) continue
    const made = await constructedBy(join(root, path))
    found.push(
      ...constructed.map((line) => ({ place: `${path}:${line}`, expression: made.get(line) }))
    )
  }
  return found
}

const sources = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))

function syntax(file) {
  const text = readFileSync(file, "utf8")
  const lineOf = ({ start }) => text.slice(0, start).split("\n").length
  const literals = []
  const constructed = []
  const construction = (node) => {
    if (node.callee.type === "Identifier" && node.callee.name === "RegExp") {
      constructed.push(lineOf(node))
    }
  }
  new Visitor({
    Literal(node) {
      if (node.regex) literals.push({ line: lineOf(node), ...node.regex })
    },
    NewExpression: construction,
    CallExpression: construction
  }).visit(parseSync(file, text).program)
  return { constructed, literals }
}

/** The expressions that a module constructs while it is loaded, by line. */
async function constructedBy(file) {
  const made = new Map()
  const native = globalThis.RegExp
  const observe = (expression) => {
    const frame = new Error().stack
      .split("\n")
      .find((line) => line.includes(pathToFileURL(file).href))
    const line = Number(/:(\d+):\d+\)?$/.exec(frame ?? "")?.[1])
    if (frame !== undefined) made.set(line, expression)
    return expression
  }
  globalThis.RegExp = new Proxy(native, {
    construct: (target, args) => observe(Reflect.construct(target, args)),
    apply: (target, self, args) => observe(Reflect.apply(target, self, args))
  })
  try {
    await import(`${pathToFileURL(file).href}?observed`)
  } finally {
    globalThis.RegExp = native
  }
  return made
}
