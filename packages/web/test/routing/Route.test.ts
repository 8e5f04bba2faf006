import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, describe, it } from "@effect/vitest"
import { episodePath, myEpisodesPath, parse } from "../../src/routing/Route.ts"

const id = EpisodeId.make("k3v".repeat(8))

describe("a path", () => {
  it("leads to the landing page", () => {
    assert.deepStrictEqual(parse("/"), { _tag: "Landing" })
  })

  it("leads to the list of the session's episodes", () => {
    assert.deepStrictEqual(parse(myEpisodesPath), { _tag: "MyEpisodes" })
  })

  it("leads to an episode", () => {
    assert.deepStrictEqual(parse(episodePath(id)), { _tag: "Episode", id })
    assert.deepStrictEqual(parse(`/episode/${id}/`), { _tag: "Episode", id })
  })

  it("leads nowhere when it matches no page", () => {
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
