import * as EpisodeLines from "@aethercast/agents/episode/EpisodeLines"
import type { EpisodeSession, SessionState } from "@aethercast/agents/episode/EpisodeSession"
import { noAudience } from "@aethercast/agents/episode/GenerationWindow"
import { LineOutcome } from "@aethercast/agents/episode/LineOutcome"
import { LinePreparation } from "@aethercast/agents/episode/LinePreparation"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { AsideId, empty, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref, Stream } from "effect"
import * as ChangeSignal from "@aethercast/agents/ChangeSignal"

const { LineStarted } = EpisodeEvent.cases
const { Failed, Generating } = EpisodeStatus.cases

const line = new TimelineLine({
  id: LineId.make("0.0"),
  chapter: 0,
  speaker: "host",
  text: "Here it comes.",
  passages: [],
  sources: []
})
const clip = new Clip({ id: ClipId.make("c".repeat(64)), frames: 3, sha256: "5".repeat(64) })

const initial: SessionState = {
  episode: new Episode({
    id: EpisodeId.make("a".repeat(20)),
    workflowId: WorkflowId.make("episode:a"),
    title: "Tides",
    teaser: "Twice a day.",
    lengthSeconds: 60,
    style: "conversation",
    status: Generating.make({ stage: "speaking" }),
    notices: [],
    sources: [],
    timeline: empty
  }),
  log: [],
  live: new Map(),
  resumesAs: undefined,
  mayRunRest: false,
  audience: noAudience,
  playhead: undefined
}

/** A session, and the batches in which its events were stored. */
const sessionOf = Effect.gen(function* () {
  const state = yield* Ref.make(initial)
  const batches = yield* Ref.make<ReadonlyArray<ReadonlyArray<string>>>([])
  const changes = yield* ChangeSignal.make
  const session: EpisodeSession = {
    activation: "activation",
    state: Ref.get(state),
    queue: {
      started: Effect.void,
      rest: () => Effect.void,
      resume: Effect.void,
      isCrowded: Effect.succeed(false),
      ahead: Effect.succeedNone,
      changes: Stream.empty
    },
    changes,
    audioChanges: changes,
    windowChanges: changes,
    update: (change) => Ref.update(state, change),
    publish: (event) =>
      Ref.update(state, (now) => ({
        ...now,
        episode: EpisodeState.advance(now.episode, event),
        log: [...now.log, event]
      })),
    stored: Effect.gen(function* () {
      const { log } = yield* Ref.get(state)
      yield* Ref.update(batches, (before) => {
        const batch = log.slice(before.flat().length).map(({ _tag }) => _tag)
        return batch.length === 0 ? before : [...before, batch]
      })
    }),
    exclusively: (effect) => effect
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
      const next = new TimelineLine({ ...line, id: LineId.make("0.1") })
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
  const before = new TimelineLine({ ...line, id: LineId.make("a1.0"), aside })
  const after = new TimelineLine({ ...line, id: LineId.make("a1.1"), aside })
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
