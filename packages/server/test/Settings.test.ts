import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { usualDataFolder } from "../src/Settings.ts"

describe("the usual data folder", () => {
  it("is in the state folder that the user chose", () => {
    assert.strictEqual(usualDataFolder("linux", "/home/ada", Option.some("/x")), "/x/aethercast")
    assert.strictEqual(usualDataFolder("darwin", "/Users/ada", Option.some("/x")), "/x/aethercast")
  })

  it("is the platform's place for state where nothing was chosen", () => {
    assert.strictEqual(
      usualDataFolder("linux", "/home/ada", Option.none()),
      "/home/ada/.local/state/aethercast"
    )
    assert.strictEqual(
      usualDataFolder("darwin", "/Users/ada", Option.none()),
      "/Users/ada/Library/Application Support/Aethercast"
    )
  })
})
