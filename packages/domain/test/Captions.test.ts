import { assert, describe, it } from "@effect/vitest"
import { captions, maxRow } from "../src/Captions.ts"
import * as SubRip from "../src/SubRip.ts"
import { Timeline } from "../src/Timeline.ts"
import { lineOf } from "./TimelineFixtures.ts"

const timeline = (...lines: ReadonlyArray<ReturnType<typeof lineOf>>) =>
  new Timeline({ chapters: ["Tides"], lines })

const long = Array.from({ length: 60 }, (_, n) => `word${n}`).join(" ")

describe("captions", () => {
  it("have at most two rows of 65 characters, and together all words", () => {
    const shown = captions(timeline(lineOf("0.0", { frames: 1000, text: long })))
    assert.isAbove(shown.length, 2)
    for (const { rows } of shown) {
      assert.isAtMost(rows.length, 2)
      for (const row of rows) assert.isAtMost(row.length, maxRow)
    }
    assert.strictEqual(shown.flatMap(({ rows }) => rows).join(" "), long)
    assert.deepStrictEqual(
      shown.slice(0, 2).map(({ id }) => id),
      ["0.0", "0.0-2"]
    )
  })

  it("follow each other from the start of their line to its end", () => {
    const shown = captions(
      timeline(
        lineOf("0.0", { frames: 1000, text: long }),
        lineOf("0.1", { frames: 7, text: "Short." })
      )
    )
    assert.strictEqual(shown[0]?.start, 0)
    assert.strictEqual(shown.at(-1)?.end, 1007)
    for (const [index, { start }] of shown.entries()) {
      if (index > 0) assert.strictEqual(start, shown[index - 1]?.end)
    }
  })

  it("cut words that no row has room for, between signs", () => {
    const word = "\u{1F30A}".repeat(100)
    const shown = captions(timeline(lineOf("0.0", { frames: 10, text: word })))
    const rows = shown.flatMap((caption) => caption.rows)
    assert.strictEqual(rows.join(""), word)
    for (const row of rows) {
      assert.isAtMost(row.length, maxRow)
      assert.isTrue(row.isWellFormed())
    }
  })
})

describe("SubRip", () => {
  it("numbers its cues, and names a speaker where another one begins", () => {
    const text = SubRip.fromTimeline(
      timeline(
        lineOf("0.0", { frames: 100, text: "The sea --> rises." }),
        lineOf("0.1", { frames: 100, text: "Twice a day." }),
        lineOf("0.2", { frames: 1, speaker: "guest", text: "Why?" })
      )
    )
    assert.strictEqual(
      text,
      `1
00:00:00,000 --> 00:00:02,400
Ada:
The sea → rises.

2
00:00:02,400 --> 00:00:04,800
Twice a day.

3
00:00:04,800 --> 00:00:04,824
Ben:
Why?
`
    )
  })
})
