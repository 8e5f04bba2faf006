// `pnpm new agent NAME`, `pnpm new workflow NAME`: a file, its test, and its lines in the roster.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Failure, say } from "./terminal.mjs"
import { root } from "./workspace.mjs"

const kinds = {
  agent: {
    file: (name) => `agents/${name}`,
    exports: (name) => [name],
    addTo: (roster, name) => withLayer(roster, `${name}.layer`),
    guide: "docs/agents.md"
  },
  workflow: {
    file: (name) => `orchestrator/${name}Workflow`,
    exports: (name) => [`${name}Workflow`, `${name}WorkflowLayer`],
    addTo: (roster, name) =>
      withWorkflow(withLayer(roster, `${name}WorkflowLayer`), `${name}Workflow`),
    guide: "docs/workflows.md"
  }
}

const rosterPath = "packages/agents/src/Roster.ts"

/** @param {string[]} args what follows `new` */
export function create([kind, name, ...rest]) {
  if (!Object.hasOwn(kinds, kind ?? "") || name === undefined || rest.length > 0) {
    throw new Failure("Usage: pnpm new agent NAME, or pnpm new workflow NAME", 2)
  }
  if (!/^[A-Z][A-Za-z0-9]{1,39}$/.test(name)) {
    throw new Failure(
      `A name is like FactCheck: a capital, then letters and digits. Not ${name}.`,
      2
    )
  }
  const { file, exports, addTo, guide } = kinds[kind]
  const source = `packages/agents/src/${file(name)}.ts`
  const test = `packages/agents/test/${file(name)}.test.ts`
  for (const path of [source, test]) {
    if (existsSync(join(root, path))) throw new Failure(`${path} exists; nothing was written.`)
  }
  const before = readFileSync(join(root, rosterPath), "utf8")
  const imported = `import { ${exports(name).join(", ")} } from "./${file(name)}.ts"`
  const roster = addTo(withImport(before, imported), name)

  write(source, filled(`${kind}.ts`, name))
  write(test, filled(`${kind}.test.ts`, name))
  write(rosterPath, roster)
  say(`Written:
  ${source}
  ${test}
  ${rosterPath}, which has it now

Try it:  npm test -- ${test}
Read on: ${guide}`)
}

function write(path, text) {
  const full = join(root, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}

/** A template in which `Name` and `name` stand for the name, with a capital and without. */
function filled(template, name) {
  const text = readFileSync(join(root, "scripts/templates", `${template}.txt`), "utf8")
  return text
    .replaceAll("__Name__", name)
    .replaceAll("__name__", name[0].toLowerCase() + name.slice(1))
}

const withImport = (roster, line) =>
  edited(roster, /^(?:import (?:[^"]* from )?"[^"]+"\n)+/m, (imports) => `${imports}${line}\n`)

const withLayer = (roster, layer) =>
  edited(
    roster,
    /^export const RosterLayer = Layer\.mergeAll\(\n/m,
    (head) => `${head}  ${layer},\n`
  )

const withWorkflow = (roster, workflow) =>
  edited(roster, /^export const workflows = \[([^\]]*)\]/m, (_, list) => {
    const names = [...list.split(","), workflow].map((one) => one.trim()).filter(Boolean)
    const line = `export const workflows = [${names.join(", ")}]`
    return line.length <= 100
      ? line
      : `export const workflows = [\n${names.map((one) => `  ${one}`).join(",\n")}\n]`
  })

function edited(roster, pattern, change) {
  if (pattern.test(roster)) return roster.replace(pattern, change)
  throw new Failure(`${rosterPath} does not look as expected; nothing was written.`)
}
