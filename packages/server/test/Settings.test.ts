import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { defaultDataFolder } from "../src/Settings.ts"

describe("the default data folder", () => {
  it("is in the state folder of the user", () => {
    assert.strictEqual(defaultDataFolder("linux", "/home/ada", Option.some("/x")), "/x/aethercast")
    assert.strictEqual(
      defaultDataFolder("darwin", "/Users/ada", Option.some("/x")),
      "/x/aethercast"
    )
  })

  it("is in the platform's state folder if the user has none", () => {
    assert.strictEqual(
      defaultDataFolder("linux", "/home/ada", Option.none()),
      "/home/ada/.local/state/aethercast"
    )
    assert.strictEqual(
      defaultDataFolder("darwin", "/Users/ada", Option.none()),
      "/Users/ada/Library/Application Support/Aethercast"
    )
  })
})
