import { rounded } from "@aethercast/agents/episode/EpisodeQueue"
import { assert, describe, it } from "@effect/vitest"

describe("a place in the queue", () => {
  it("is told exactly up to ten, and above that rounded up to tens", () => {
    assert.deepStrictEqual(
      [0, 1, 9, 10, 11, 20, 21, 199].map(rounded),
      [0, 1, 9, 10, 20, 20, 30, 200]
    )
  })
})
