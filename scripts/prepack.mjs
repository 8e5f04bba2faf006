// Fills the dist folder of the package in which it runs with what is published: JavaScript, declarations, a manifest.

import { execFileSync } from "node:child_process"
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./workspace.mjs"

const { devDependencies, exports, publishConfig, scripts, ...manifest } = JSON.parse(
  readFileSync("package.json", "utf8")
)
const dist = publishConfig.directory

rmSync(dist, { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"],
  { stdio: "inherit" }
)
for (const file of ["README.md", "CHANGELOG.md", "LICENSE"]) copyFileSync(file, join(dist, file))

const { directory, linkDirectory, ...published } = publishConfig
writeFileSync(
  join(dist, "package.json"),
  JSON.stringify(
    {
      ...manifest,
      exports: { ...built(exports), "./package.json": "./package.json" },
      publishConfig: published
    },
    undefined,
    2
  )
)

/** `./src/agent/Agent.ts` is built as `./agent/Agent.js`, and its declarations stand beside that. */
function built(sources) {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => {
      const path = source.replace(/^\.\/src\//, "./").replace(/\.ts$/, "")
      return [name, { types: `${path}.d.ts`, default: `${path}.js` }]
    })
  )
}
