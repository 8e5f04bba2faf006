import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import {
  add,
  forgetHistory,
  type HistoryEntry,
  type ListeningHistory,
  remove
} from "../../src/listener/ListeningHistory.ts"

const entry = (name: string, seconds: number): HistoryEntry => ({
  episodeId: EpisodeId.make(name.padEnd(24, "x")),
  title: name,
  cursor: new Cursor({ line: LineId.make("0.0"), frame: 0 }),
  seconds,
  lengthSeconds: 300,
  finished: false
})

describe("the listening history", () => {
  it("lists each episode once, the latest first", () => {
    const history = [entry("a", 1), entry("b", 2), entry("a", 3)].reduce<ListeningHistory>(add, [])
    assert.deepStrictEqual(
      history.map(({ seconds, title }) => [title, seconds]),
      [
        ["a", 3],
        ["b", 2]
      ]
    )
  })

  it("forgets one episode, or all", () => {
    const history = [entry("a", 1), entry("b", 2)]
    assert.deepStrictEqual(remove(history, entry("a", 1).episodeId), [entry("b", 2)])
    assert.deepStrictEqual(forgetHistory(), [])
  })

  it("keeps the latest 24 episodes", () => {
    const many = Array.from({ length: 60 }, (_, index) => entry(`e${index}`, 1))
    const history = many.reduce<ListeningHistory>(add, [])
    assert.strictEqual(history.length, 24)
    assert.strictEqual(history[0]?.title, "e59")
  })
})
