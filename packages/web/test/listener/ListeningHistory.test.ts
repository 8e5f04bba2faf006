import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { type Heard, put } from "../../src/listener/ListeningHistory.ts"

const heard = (name: string, seconds: number): Heard => ({
  episodeId: EpisodeId.make(name.padEnd(24, "x")),
  title: name,
  cursor: new Cursor({ line: LineId.make("0.0"), frame: 0 }),
  seconds,
  lengthSeconds: 300,
  finished: false
})

describe("the shelf", () => {
  it("has the latest first, and each episode once", () => {
    const shelf = [heard("a", 1), heard("b", 2), heard("a", 3)].reduce(put, [])
    assert.deepStrictEqual(
      shelf.map(({ seconds, title }) => [title, seconds]),
      [
        ["a", 3],
        ["b", 2]
      ]
    )
  })

  it("is not endless", () => {
    const many = Array.from({ length: 60 }, (_, index) => heard(`e${index}`, 1))
    const shelf = many.reduce<ReadonlyArray<Heard>>(put, [])
    assert.strictEqual(shelf.length, 24)
    assert.strictEqual(shelf[0]?.title, "e59")
  })
})
