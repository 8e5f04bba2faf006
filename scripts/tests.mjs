// Runs every test there is and counts them.

import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { attach, childEnvironment } from "./terminal.mjs"
import { root } from "./workspace.mjs"

/** @returns {Promise<{ exitCode: number, closingLine: string }>} the line is `N passed, N failed` */
export async function runTests(node, args, variables) {
  const folder = mkdtempSync(join(tmpdir(), "aethercast-test-"))
  const tally = join(folder, "tally.json")
  try {
    const code = await attach(
      node,
      [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        `--config=${join(root, "vitest.config.ts")}`,
        "--reporter=default",
        `--reporter=${join(root, "scripts/tally.mjs")}`,
        ...args
      ],
      {
        cwd: root,
        env: { ...childEnvironment([dirname(node)]), ...variables, AETHERCAST_TALLY: tally }
      }
    )
    return outcome(code, read(tally))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function outcome(code, { passed, failed, skipped }) {
  const skips = skipped > 0 ? `, ${skipped} skipped` : ""
  const isGood = code === 0 && failed === 0 && passed > 0
  return {
    exitCode: isGood ? 0 : code || 1,
    closingLine: `${passed} passed, ${failed} failed${skips}`
  }
}

// No tally means that the run died before its end.
function read(tally) {
  try {
    return JSON.parse(readFileSync(tally, "utf8"))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
