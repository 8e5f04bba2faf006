// No regular expression of the sources takes more than linear time, whatever text it is given: strangers send texts.
// Arguments: the project's folder, a file that remembers what was found linear, then folders of sources.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { collect } from "./regexes/collect.mjs"
import { slowness } from "./regexes/growth.mjs"

const [root, memory, ...folders] = process.argv.slice(2)

const linear = new Set(existsSync(memory) ? JSON.parse(readFileSync(memory, "utf8")) : [])

const complaints = (await collect(root, folders)).flatMap(({ place, expression }) => {
  if (expression === undefined) {
    return [
      `${place}: construct this expression when its module is loaded, so that it can be checked`
    ]
  }
  if (linear.has(String(expression))) return []
  const slow = slowness(expression)
  if (slow === undefined) {
    linear.add(String(expression))
    return []
  }
  const shown = String(expression).slice(0, 120)
  return [
    `${place}: ${shown} takes ${Math.round(slow.millis)} ms of CPU for ${slow.length} characters: ${slow.attack}`
  ]
})

mkdirSync(dirname(memory), { recursive: true })
writeFileSync(memory, JSON.stringify([...linear]))
process.stdout.write(complaints.map((line) => `${line}\n`).join(""))
process.exitCode = complaints.length === 0 ? 0 : 1
