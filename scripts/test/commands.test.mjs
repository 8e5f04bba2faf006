import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "vitest"

const commands = new URL("../commands.mjs", import.meta.url).href

/** What the real npm hands over to a script that refuses flags which npm kept. */
async function started(...given) {
  const folder = mkdtempSync(join(tmpdir(), "aethercast-"))
  try {
    writeFileSync(
      join(folder, "start.mjs"),
      `import { refuseSwallowedFlags } from ${JSON.stringify(commands)}
       try {
         refuseSwallowedFlags("npm start", process.argv.slice(2), ["port", "yes", "open"])
         console.log("started")
       } catch (error) { console.log(error.message) }`
    )
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ scripts: { start: "node start.mjs" } })
    )
    const outside = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
    const { stdout } = await promisify(execFile)("npm", ["start", "--silent", ...given], {
      cwd: folder,
      env: Object.fromEntries(outside),
      shell: process.platform === "win32"
    })
    return stdout.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe("npm start", () => {
  it("without flags, and with flags after two dashes, is not refused", async () => {
    assert.strictEqual(await started(), "started")
    assert.strictEqual(await started("--", "--yes", "--no-open"), "started")
  })

  it("with a flag that npm kept for itself is refused", async () => {
    for (const [flag, given] of [
      ["yes", ["--yes"]],
      ["open", ["--no-open"]],
      ["port", ["--port", "1"]]
    ]) {
      assert.match(await started(...given), new RegExp(`^npm kept --${flag} for itself`))
    }
  })
})
