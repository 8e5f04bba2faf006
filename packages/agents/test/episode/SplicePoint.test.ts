import { latest, spliceAfter } from "@aethercast/agents/episode/SplicePoint"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { Cursor, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"

/** Lines of 100 frames, 2.4 s, except the last, which is being spoken. */
const timeline = new Timeline({
  chapters: [],
  lines: ["l0", "l1", "l2", "l3"].map(
    (id, index) =>
      new TimelineLine({
        id: LineId.make(id),
        chapter: 0,
        speaker: "host",
        text: id,
        passages: [],
        sources: [],
        ...(index < 3 && {
          clip: new Clip({ id: ClipId.make("0".repeat(64)), frames: 100, sha256: "0".repeat(64) })
        })
      })
  )
})
const at = (line: string, frame: number, isPlaying = true) => ({
  cursor: new Cursor({ line: LineId.make(line), frame }),
  isPlaying,
  at: 10_000
})

describe("new lines are heard after", () => {
  it("the line being heard, if it lasts for another second", () => {
    assert.strictEqual(spliceAfter(timeline, at("l0", 10), 10_000), "l0")
    assert.strictEqual(spliceAfter(timeline, at("l0", 90), 10_000), "l1")
  })

  it("the line that is heard by now, when the last report is older", () => {
    assert.strictEqual(spliceAfter(timeline, at("l0", 10), 13_000), "l1")
    assert.strictEqual(spliceAfter(timeline, at("l0", 10), 60_000), "l3")
  })

  it("the line at which a listener has paused, however long ago", () => {
    assert.strictEqual(spliceAfter(timeline, at("l1", 99, false), 600_000), "l1")
  })

  it("the last line when its end is unknown, or the listener's place is", () => {
    assert.strictEqual(spliceAfter(timeline, at("l3", 5000), 20_000), "l3")
    assert.isUndefined(spliceAfter(timeline, at("elsewhere", 0), 10_000))
    assert.isUndefined(spliceAfter(timeline, undefined, 10_000))
  })
})

describe("a report of a player's position", () => {
  const known = at("l1", 0)

  it("counts when it is newer, although it is further back", () => {
    const reported = { ...at("l0", 0), at: known.at + 1 }
    assert.strictEqual(latest(known, reported), reported)
    assert.strictEqual(latest(undefined, reported), reported)
  })

  it("does not count when it took its time, and a newer one came before it", () => {
    assert.strictEqual(latest(known, { ...at("l0", 0), at: known.at - 1 }), known)
  })

  it("counts when it is much older, since then a clock is wrong", () => {
    const reported = { ...at("l0", 0), at: 0 }
    assert.strictEqual(latest({ ...known, at: 3_600_000 }, reported), reported)
  })
})
