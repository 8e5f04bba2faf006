import * as T from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { finishedTimelines, lineOf, timelineOf } from "./TimelineFixtures.ts"

const Fraction = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/** The frame at a fraction of the timeline. */
const frameAt = (timeline: T.Timeline, fraction: number): number =>
  Math.min(T.totalFrames(timeline) - 1, Math.floor(T.totalFrames(timeline) * fraction))

describe("a timeline", () => {
  it.prop(
    "finds the line that contains a frame",
    [finishedTimelines, Fraction],
    ([timeline, at]) => {
      const frame = frameAt(timeline, at)
      const line = Option.getOrThrow(T.lineAt(timeline, frame))
      const start = Option.getOrThrow(T.startFrame(timeline, line.id))
      assert.isAtMost(start, frame)
      assert.isBelow(frame, start + T.framesOf(line))
    }
  )

  it.prop(
    "converts seconds to a cursor and back",
    [finishedTimelines, Fraction],
    ([timeline, at]) => {
      const seconds = (frameAt(timeline, at) * 24) / 1000
      const cursor = Option.getOrThrow(T.cursorAt(timeline, seconds))
      assert.strictEqual(Option.getOrThrow(T.secondsAt(timeline, cursor)), seconds)
    }
  )

  it.prop(
    "rounds seconds down to a whole frame",
    [finishedTimelines, Fraction],
    ([timeline, at]) => {
      const seconds = (T.totalFrames(timeline) * 24 * at * 0.999) / 1000
      const back = Option.flatMap(T.cursorAt(timeline, seconds), (cursor) =>
        T.secondsAt(timeline, cursor)
      )
      assert.isAtMost(Option.getOrThrow(back), seconds + 1e-9)
      assert.isAbove(Option.getOrThrow(back), seconds - 0.024)
    }
  )

  it("clamps seconds to the finished lines", () => {
    const timeline = timelineOf(10, 20)
    const at = (seconds: number) => Option.getOrThrow(T.cursorAt(timeline, seconds))
    assert.deepStrictEqual(at(-5), new T.Cursor({ line: lineOf("0.0").id, frame: 0 }))
    assert.deepStrictEqual(at(3600), new T.Cursor({ line: lineOf("0.1").id, frame: 19 }))
  })

  it("finds the unfinished line at every frame from its start on", () => {
    const timeline = new T.Timeline({
      chapters: [],
      lines: [lineOf("0.0", { frames: 10 }), lineOf("0.1")]
    })
    for (const frame of [10, 11, 5000]) {
      assert.strictEqual(Option.getOrThrow(T.lineAt(timeline, frame)).id, "0.1")
    }
    assert.strictEqual(T.totalFrames(timeline), 10)
    assert.deepStrictEqual(T.startFrame(timeline, lineOf("0.1").id), Option.some(10))
  })

  it("has no seconds for an unknown line, and no line or cursor while empty", () => {
    const unknown = new T.Cursor({ line: lineOf("7.7").id, frame: 0 })
    assert.deepStrictEqual(T.secondsAt(timelineOf(10), unknown), Option.none())
    assert.deepStrictEqual(T.cursorAt(T.empty, 0), Option.none())
    assert.deepStrictEqual(T.lineAt(T.empty, 0), Option.none())
  })
})

describe("a cursor", () => {
  const unfinished = new T.Timeline({
    chapters: ["Tides", "Moon"],
    lines: [lineOf("0.0", { frames: 100 }), lineOf("0.1", { frames: 50 }), lineOf("1.2")]
  })
  const at = (line: string, frame: number) => new T.Cursor({ line: T.LineId.make(line), frame })

  it("within the timeline can be reached, its end and the line that is being made included", () => {
    for (const cursor of [
      at("0.0", 0),
      at("0.0", 100),
      at("0.1", 49),
      at("1.2", 0),
      at("1.2", 9000)
    ]) {
      assert.isTrue(T.isReachable(unfinished, cursor))
    }
  })

  it("in a line that was dropped can be reached: it was heard before", () => {
    const dropped = T.drop(unfinished, T.LineId.make("0.1"), "skipped")
    assert.isTrue(T.isReachable(dropped, at("0.1", 50)))
    assert.isFalse(T.isReachable(dropped, at("0.1", 900_000)))
  })

  it("elsewhere cannot", () => {
    const nowhere = [
      at("0.0", 101),
      at("0.1", 1_000_000),
      at("0.7", 0),
      at("1.1", 0),
      at("1.2", 900_000),
      at("1.3", 0),
      at("2.0", 0)
    ]
    for (const cursor of nowhere) assert.isFalse(T.isReachable(unfinished, cursor))
    assert.isFalse(T.isReachable(T.empty, at("0.0", 5)))
  })

  it("has the position of its line, or of what follows a line that has ended or was dropped", () => {
    const position = (line: string, frame: number, timeline = unfinished) =>
      T.positionOf(timeline, at(line, frame))
    assert.deepStrictEqual(position("0.1", 49), { index: 1, frame: 49 })
    assert.deepStrictEqual(position("0.1", 50), { index: 2, frame: 0 })
    assert.deepStrictEqual(position("1.2", 7), { index: 2, frame: 7 })
    assert.isUndefined(position("7.7", 0))
    const both = ["0.0", "0.1"].reduce(
      (timeline, id) => T.drop(timeline, T.LineId.make(id), "skipped"),
      unfinished
    )
    for (const id of ["0.0", "0.1"]) {
      assert.deepStrictEqual(position(id, 3, both), { index: 0, frame: 0 })
    }
    const aside = T.add(both, lineOf("a1.0"), T.LineId.make("0.1"))
    assert.deepStrictEqual(position("0.0", 3, aside), { index: 0, frame: 0 })
    assert.strictEqual(aside.lines[0]?.id, "a1.0")
  })
})

/** Lines that are added, each after any of the earlier ones, and some that are dropped again. */
const edits = Schema.Array(
  Schema.Struct({
    after: Schema.Int.check(Schema.isBetween({ minimum: -1, maximum: 30 })),
    drops: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 }))
  })
).check(Schema.isMaxLength(30))

const idOf = (n: number) => T.LineId.make(`l${n}`)

describe("edits of a timeline", () => {
  const edited = (steps: typeof edits.Type, start = T.empty) =>
    steps.reduce((timeline, { after, drops }, n) => {
      const added = T.add(
        timeline,
        lineOf(`l${n}`, { frames: n + 1 }),
        after === -1 ? undefined : idOf(after)
      )
      return drops < n ? T.drop(added, idOf(drops), "skipped") : added
    }, start)

  it.prop("keep each line once, on the timeline or among the dropped", [edits], ([steps]) => {
    const { dropped, lines } = edited(steps)
    const ids = [...lines, ...dropped].map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
    assert.includeMembers(ids, [...steps.keys()].map(idOf))
  })

  it.prop("change nothing when they are repeated", [edits], ([steps]) => {
    const once = edited(steps)
    assert.deepStrictEqual(edited(steps, once), once)
  })

  it.prop("leave every line that was ever heard a position", [edits], ([steps]) => {
    const timeline = edited(steps)
    for (const n of steps.keys()) {
      const position = T.positionOf(timeline, new T.Cursor({ line: idOf(n), frame: 0 }))
      assert.isDefined(position)
      assert.isAtMost(position?.index ?? Infinity, timeline.lines.length)
    }
  })

  it.prop("put a line right after the one that it follows", [edits], ([steps]) => {
    const before = edited(steps)
    for (const line of before.lines) {
      const { lines } = T.add(before, lineOf("new"), line.id)
      const index = lines.findIndex(({ id }) => id === line.id)
      assert.strictEqual(lines[index + 1]?.id, "new")
    }
  })
})
