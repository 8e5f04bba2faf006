import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, describe, it } from "@effect/vitest"
import { episodePath, parse } from "../../src/routing/Route.ts"

const id = EpisodeId.make("k3v".repeat(8))

describe("routes", () => {
  it("name the landing page", () => {
    assert.deepStrictEqual(parse("/"), { _tag: "Landing" })
  })

  it("name an episode, and the address of an episode leads to it", () => {
    assert.deepStrictEqual(parse(episodePath(id)), { _tag: "Episode", id })
    assert.deepStrictEqual(parse(`/episode/${id}/`), { _tag: "Episode", id })
  })

  it("are unknown when they name nothing that there can be", () => {
    for (const path of [
      "/episode/",
      "/episode/short",
      `/episode/${id}/x`,
      "/episode/%3Cb%3E",
      "/x"
    ]) {
      assert.deepStrictEqual(parse(path), { _tag: "Unknown" })
    }
  })
})
