import { nextAudio, poll } from "@aethercast/agents/episode/EpisodeAudio"
import { noAudience } from "@aethercast/agents/episode/GenerationWindow"
import { Clips } from "@aethercast/agents/store/Clips"
import type { LiveLine, SessionState } from "@aethercast/agents/episode/EpisodeSession"
import { Clip, frameBytes } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { none, Steering } from "@aethercast/domain/Steering"
import { AsideId, Cursor, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Latch, Option } from "effect"
import * as SessionFixture from "./SessionFixture.ts"

const { Cancelled, Complete, Failed, Generating, Resting } = EpisodeStatus.cases

const { clip, lineOf, spokenLine } = SessionFixture
const done = spokenLine("0.0")
const open = lineOf("0.1")

const live = (id: string, ...frames: ReadonlyArray<number>): LiveLine => ({
  line: lineOf(id),
  bytes: Buffer.concat(
    frames.map((count, index) => new Uint8Array(count * frameBytes).fill(index + 1))
  ),
  outputs: frames.length
})

const state = (
  lines: ReadonlyArray<TimelineLine>,
  made?: LiveLine,
  status: EpisodeStatus = Generating.make({ stage: "speaking" })
): SessionState => ({
  episode: new Episode({
    ...SessionFixture.episode,
    status,
    timeline: new Timeline({ chapters: [], lines })
  }),
  log: [],
  resumesAs: undefined,
  mayRunRest: false,
  live: new Map(made === undefined ? [] : [[made.line.id, made]]),
  audience: noAudience,
  playhead: undefined
})

describe("the next audio", () => {
  it("of a finished line comes from the store", () => {
    assert.deepStrictEqual(nextAudio(state([done]), { index: 0, frame: 2 }), {
      _tag: "Stored",
      line: done,
      clip
    })
  })

  it("of a line being synthesized is what there is of it after the cursor", () => {
    const next = nextAudio(state([done, open], live("0.1", 2, 1)), { index: 1, frame: 1 })
    assert.strictEqual(next._tag, "Live")
    if (next._tag !== "Live") return
    assert.deepStrictEqual(
      [...next.bytes],
      [...new Uint8Array(frameBytes).fill(1), ...new Uint8Array(frameBytes).fill(2)]
    )
  })

  it("is awaited when the cursor is at or after the end of what there is", () => {
    for (const frame of [3, 9]) {
      assert.deepStrictEqual(
        nextAudio(state([done, open], live("0.1", 2, 1)), { index: 1, frame: frame }),
        {
          _tag: "Wait"
        }
      )
    }
  })

  it("of a line being synthesized is awaited by a listener who has enough, until its end", () => {
    const ahead = (frames: number, lines: ReadonlyArray<TimelineLine>, isReported: boolean) => {
      const first = new TimelineLine({ ...done, clip: new Clip({ ...clip, frames }) })
      const now = state([first, ...lines], live("0.1", 2))
      const cursor = new Cursor({ line: done.id, frame: 0 })
      const playhead = isReported ? { cursor, isPlaying: true, at: 0 } : undefined
      return nextAudio({ ...now, playhead }, { index: 1, frame: 0 })._tag
    }
    const enough = 1250
    assert.strictEqual(ahead(enough - 1, [open], true), "Live")
    assert.strictEqual(ahead(enough, [open], true), "Wait")
    assert.strictEqual(ahead(enough, [spokenLine("0.1")], true), "Stored")
    // Nobody has reported since the node changed: a listener may be anywhere.
    assert.strictEqual(ahead(enough, [open], false), "Live")
  })

  it("is awaited when the line has not been started", () => {
    assert.deepStrictEqual(nextAudio(state([done, open], live("0.0", 3)), { index: 1, frame: 0 }), {
      _tag: "Wait"
    })
    assert.deepStrictEqual(nextAudio(state([done, open]), { index: 1, frame: 0 }), { _tag: "Wait" })
  })

  it("is awaited at the end of an aside until all of its lines are there", () => {
    const said = new TimelineLine({ ...spokenLine("a1.0"), aside: AsideId.make("a1") })
    const after = (isClosed: boolean) => {
      const { episode, ...rest } = state([done, said, open], live("0.1", 2))
      const asides = [{ id: AsideId.make("a1"), kind: "more" as const, isClosed }]
      const steering = new Steering({ ...none, asides })
      return nextAudio(
        { ...rest, episode: new Episode({ ...episode, steering }) },
        { index: 2, frame: 0 }
      )._tag
    }
    assert.strictEqual(after(false), "Wait")
    assert.strictEqual(after(true), "Live")
  })

  it("is awaited at the end of the timeline until the episode is over", () => {
    const at = (status: EpisodeStatus) =>
      nextAudio(state([done], undefined, status), { index: 1, frame: 0 })._tag
    assert.strictEqual(at(Resting.make({})), "Wait")
    assert.strictEqual(at(Generating.make({ stage: "planning" })), "Wait")
    assert.strictEqual(at(Complete.make({})), "End")
    assert.strictEqual(at(Failed.make({ reason: "The sources cannot be reached." })), "End")
    assert.strictEqual(at(Cancelled.make({ reason: "wrong topic" })), "End")
  })
})

describe("a download", () => {
  it.effect("gets a line when it is finished and stored, and a listener while it is made", () =>
    Effect.gen(function* () {
      const isStored = yield* Latch.make()
      const session = yield* SessionFixture.activation({ append: Latch.await(isStored) })
      const ask = (download: boolean) =>
        Effect.map(
          poll(session, clips, undefined, download),
          Option.map(({ chunks }) => chunks.map(({ bytes }) => bytes.length / frameBytes))
        )
      yield* session.publish(EpisodeEvent.cases.LineStarted.make({ line: open }))
      yield* session.update((now) => ({
        ...now,
        live: new Map([[open.id, live("0.1", 2)]])
      }))
      assert.deepStrictEqual(yield* ask(false), Option.some([2]))
      assert.deepStrictEqual(yield* ask(true), Option.none())

      yield* session.publish(EpisodeEvent.cases.LineFinished.make({ lineId: open.id, clip }))
      const asked = yield* Effect.forkChild(ask(true), { startImmediately: true })
      assert.deepStrictEqual(yield* ask(false), Option.some([3]))
      assert.isUndefined(asked.pollUnsafe())
      yield* Latch.open(isStored)
      assert.deepStrictEqual(yield* Fiber.join(asked), Option.some([3]))
    })
  )
})

const clips = Clips.of({
  find: () => Effect.succeedNone,
  save: () => Effect.succeed(clip),
  bytes: ({ frames }) => Effect.succeed(new Uint8Array(frames * frameBytes))
})
