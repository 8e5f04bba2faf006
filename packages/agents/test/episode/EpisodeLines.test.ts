import * as EpisodeLines from "@aethercast/agents/episode/EpisodeLines"
import type { EpisodeSession } from "@aethercast/agents/episode/EpisodeSession"
import { LineOutcome } from "@aethercast/agents/episode/LineOutcome"
import { LinePreparation } from "@aethercast/agents/episode/LinePreparation"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { AsideId, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import * as SessionFixture from "./SessionFixture.ts"

const { LineStarted } = EpisodeEvent.cases
const { Failed } = EpisodeStatus.cases

const { clip, lineOf } = SessionFixture
const line = lineOf("0.0")

/** An activation that stores nothing in the background, and the batches that were awaited. */
const sessionOf = Effect.gen(function* () {
  const activation = yield* SessionFixture.activation({})
  const batches = yield* Ref.make<ReadonlyArray<ReadonlyArray<string>>>([])
  const session: EpisodeSession = {
    ...activation,
    publish: (event) =>
      activation.update((now) => ({
        ...now,
        episode: EpisodeState.advance(now.episode, event),
        log: [...now.log, event]
      })),
    stored: Effect.gen(function* () {
      const { log } = yield* activation.state
      yield* Ref.update(batches, (before) => {
        const batch = log.slice(before.flat().length).map(({ _tag }) => _tag)
        return batch.length === 0 ? before : [...before, batch]
      })
    })
  }
  return { batches: Ref.get(batches), session }
})

describe("an episode's lines", () => {
  it.effect(
    "are stored as started before their clip can be heard, also when it existed before",
    () =>
      Effect.gen(function* () {
        const { batches, session } = yield* sessionOf
        yield* EpisodeLines.finish(session, line, LineOutcome.cases.Spoken.make({ clip }))
        assert.deepStrictEqual(yield* batches, [["LineStarted"], ["LineFinished"]])
      })
  )

  it.effect("are dropped if they are unfinished when the episode fails", () =>
    Effect.gen(function* () {
      const { batches, session } = yield* sessionOf
      const next = lineOf("0.1")
      yield* EpisodeLines.finish(session, line, LineOutcome.cases.Spoken.make({ clip }))
      yield* session.publish(LineStarted.make({ line: next }))
      yield* EpisodeLines.end(session, Failed.make({ reason: "Nothing was found." }))
      const { timeline } = (yield* session.state).episode
      assert.deepStrictEqual(
        timeline.lines.map(({ id }) => id),
        [line.id]
      )
      assert.deepStrictEqual((yield* batches).flat().slice(-2), ["LinesDropped", "StatusChanged"])
    })
  )
})

describe("an aside whose episode fails", () => {
  const aside = AsideId.make("a1")
  const before = new TimelineLine({ ...lineOf("a1.0"), aside })
  const after = new TimelineLine({ ...lineOf("a1.1"), aside })
  const spoken = LineOutcome.cases.Spoken.make({ clip })

  it.effect("keeps the lines that were spoken before, and gets no other", () =>
    Effect.gen(function* () {
      const { session } = yield* sessionOf
      yield* EpisodeLines.finish(session, before, spoken)
      yield* EpisodeLines.end(session, Failed.make({ reason: "The voice is away." }))
      yield* EpisodeLines.finish(session, after, spoken)
      const { timeline } = (yield* session.state).episode
      assert.deepStrictEqual(
        timeline.lines.map(({ id }) => id),
        [before.id]
      )
      assert.deepStrictEqual(
        yield* EpisodeLines.prepare(session, after),
        LinePreparation.cases.Ended.make({
          outcome: LineOutcome.cases.LeftOut.make({ reason: "Failed" })
        })
      )
    })
  )

  it.effect("has the same outcomes for a workflow that replays", () =>
    Effect.gen(function* () {
      const { session } = yield* sessionOf
      yield* EpisodeLines.finish(session, before, spoken)
      yield* EpisodeLines.end(session, Failed.make({ reason: "The voice is away." }))
      assert.deepStrictEqual(
        yield* EpisodeLines.prepare(session, before),
        LinePreparation.cases.Ended.make({ outcome: spoken })
      )
    })
  )
})

describe("what a replay plans the next chapters by", () => {
  it.effect("is the length of a chapter that was recorded first, and stored", () =>
    Effect.gen(function* () {
      const { batches, session } = yield* sessionOf
      assert.strictEqual(yield* EpisodeLines.measureChapter(session, 2, 30), 30)
      assert.deepStrictEqual(yield* batches, [["ChapterSpoken"]])
      assert.strictEqual(yield* EpisodeLines.measureChapter(session, 2, 7), 30)
      assert.strictEqual(yield* EpisodeLines.measureChapter(session, 3, 7), 7)
    })
  )

  it.effect("is what was recorded first of a segment whose writing failed, and stored", () =>
    Effect.gen(function* () {
      const { batches, session } = yield* sessionOf
      const first = { isBegun: true, seconds: 12, passages: [] }
      const later = { isBegun: false, seconds: 0, passages: [] }
      assert.deepStrictEqual(yield* EpisodeLines.cutSegment(session, 1, first), first)
      assert.deepStrictEqual(yield* batches, [["SegmentCut"]])
      assert.deepStrictEqual(yield* EpisodeLines.cutSegment(session, 1, later), first)
      assert.deepStrictEqual(yield* EpisodeLines.cutSegment(session, 2, later), later)
    })
  )
})
