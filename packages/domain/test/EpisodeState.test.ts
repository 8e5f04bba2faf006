import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { empty, LineId } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Schema } from "effect"
import { clipOf, lineOf } from "./TimelineFixtures.ts"

const initial = new Episode({
  id: EpisodeId.make("a".repeat(20)),
  workflowId: WorkflowId.make("episode:a"),
  title: "Tides",
  teaser: "Twice a day.",
  lengthSeconds: 60,
  style: "conversation",
  status: EpisodeStatus.cases.Starting.make({}),
  notices: [],
  sources: [],
  timeline: empty
})

const { cases } = EpisodeEvent
const finishes = (id: string, frames: number) =>
  cases.LineFinished.make({ lineId: LineId.make(id), clip: clipOf(frames) })
const starts = (id: string) => cases.LineStarted.make({ line: lineOf(id) })
const opens = (chapter: number, title: string) => cases.ChapterOpened.make({ chapter, title })
const source = new Source({
  id: SourceId.make("0123456789abcdef"),
  url: "https://example.org/tides",
  title: "Tides",
  site: "example.org"
})

/** Any change of an episode with a few lines and chapters. */
const change = Arbitrary.map(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9999 }))),
  (seed): EpisodeState.Change => {
    const line = `${Math.floor(seed / 10) % 2}.${Math.floor(seed / 20) % 4}`
    switch (seed % 10) {
      case 0:
        return cases.StatusChanged.make({
          status: EpisodeStatus.cases.Generating.make({ stage: "speaking" })
        })
      case 1:
        return cases.Noticed.make({ notice: `Notice ${seed % 3}` })
      case 2:
        return cases.CoverPainted.make({ cover: `/media/${seed % 3}`, alt: `Waves ${seed % 3}` })
      case 3:
        return cases.SourcesFound.make({ sources: seed % 3 === 0 ? [] : [source] })
      case 4:
        return opens(seed % 4, `Chapter ${seed % 7}`)
      case 5:
      case 6:
        return starts(line)
      case 7:
      case 8:
        return finishes(line, (seed % 5) + 1)
      default:
        return cases.LinesDropped.make({ lineIds: [LineId.make(line)], reason: "not-spoken" })
    }
  }
)
const changes = Arbitrary.array(change, { maxLength: 40 })

const after = (episode: Episode, events: ReadonlyArray<EpisodeState.Change>): Episode =>
  events.reduce((now, event) => EpisodeState.advance(now, event), episode)

describe("an episode", () => {
  it.prop(
    "is not changed by an event that is applied twice",
    [changes, change],
    ([events, event]) => {
      const once = EpisodeState.advance(after(initial, events), event)
      assert.deepStrictEqual(EpisodeState.advance(once, event), once)
    }
  )

  it.prop("has each line once", [changes], ([events]) => {
    const { lines } = after(initial, events).timeline
    assert.strictEqual(new Set(lines.map((line) => line.id)).size, lines.length)
  })

  it.prop(
    "is the same when a subscriber joins with a snapshot midway",
    [changes, changes],
    ([early, late]) => {
      const snapshot = cases.Snapshot.make({ episode: after(initial, early) })
      const events = [snapshot, ...late]
      const joined = events.reduce(EpisodeState.apply, Option.none<Episode>())
      assert.deepStrictEqual(Option.getOrThrow(joined), after(initial, [...early, ...late]))
    }
  )

  it("is absent before its first snapshot", () => {
    assert.deepStrictEqual(EpisodeState.apply(Option.none(), starts("0.0")), Option.none())
  })

  it("lists lines in the order in which they started, without those left out", () => {
    const { timeline } = after(initial, [
      starts("0.0"),
      finishes("0.0", 3),
      starts("0.1"),
      cases.LinesDropped.make({ lineIds: [LineId.make("0.1")], reason: "not-spoken" }),
      starts("1.0"),
      finishes("1.0", 4)
    ])
    assert.deepStrictEqual(timeline.lines, [
      lineOf("0.0", { frames: 3 }),
      lineOf("1.0", { frames: 4 })
    ])
  })

  it("keeps later chapters and finished lines when a replayed workflow repeats its events", () => {
    const events = [
      opens(0, "Opening"),
      starts("0.0"),
      finishes("0.0", 3),
      opens(1, "The moon"),
      starts("1.0"),
      finishes("1.0", 4)
    ]
    const once = after(initial, events)
    for (const count of events.keys()) {
      assert.deepStrictEqual(after(once, events.slice(0, count)), once)
    }
    assert.deepStrictEqual(once.timeline.chapters, ["Opening", "The moon"])
  })

  it("knows the passages of a chapter from when it was written", () => {
    const passages = [PassageId.make("0123456789abcdef#1")]
    const written = cases.ChapterWritten.make({ chapter: 1, passages })
    assert.deepStrictEqual(after(initial, [written, written]).writtenPassages, { 1: passages })
  })

  it("keeps what was recorded first of a chapter, since a replay may know less", () => {
    const cut = (seconds: number) =>
      cases.SegmentCut.make({ segment: 1, cut: { isBegun: seconds > 0, seconds, passages: [] } })
    const spoken = (seconds: number) => cases.ChapterSpoken.make({ chapter: 2, seconds })
    const state = [cut(12), spoken(30), cut(0), spoken(7)].reduce(EpisodeState.advance, initial)
    assert.deepStrictEqual(state.cutSegments, { 1: { isBegun: true, seconds: 12, passages: [] } })
    assert.deepStrictEqual(state.spokenSeconds, { 2: 30 })
  })
})
