import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { LineOutcome } from "@aethercast/agents/episode/LineOutcome"
import { Clips } from "@aethercast/agents/store/Clips"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { TaskOutput } from "@aethercast/cluster/TaskOutput"
import { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { cursorAfter } from "@aethercast/domain/AudioChunk"
import { Clip, frameBytes } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { type Cursor, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Queue, Ref, Stream } from "effect"
import { Entity, ShardingConfig } from "effect/cluster"
import { clip, episode, lineOf } from "./SessionFixture.ts"

const clipOf = (frames: number) => new Clip({ ...clip, frames })
const bytesOf = (frames: number, fill: number) => new Uint8Array(frames * frameBytes).fill(fill)

/** A minute that is finished. */
const finished = new TimelineLine({ ...lineOf("0.0"), clip: clipOf(2500) })
const spoken = lineOf("0.1")

/** The actor of an episode, and how often it was loaded. */
const actorOf = Effect.gen(function* () {
  const loads = yield* Ref.make(0)
  const stored = new Episode({
    ...episode,
    timeline: new Timeline({ chapters: [], lines: [finished] })
  })
  const actors = yield* Entity.makeTestClient(EpisodeEntity, EpisodeActorLayer).pipe(
    Effect.provide([
      ShardingConfig.layer(),
      Layer.mock(Episodes, {
        find: () =>
          Effect.as(
            Effect.andThen(
              Ref.update(loads, (count) => count + 1),
              Effect.yieldNow
            ),
            Option.some({ episode: stored, version: 0 })
          ),
        append: () => Effect.void
      }),
      Layer.mock(Clips, { bytes: ({ frames }) => Effect.succeed(bytesOf(frames, 7)) }),
      Layer.mock(RunQueue, {
        resume: () => Effect.void,
        started: () => Effect.void,
        waiting: Effect.succeed([]),
        changes: Stream.never
      }),
      Layer.mock(WorkflowClient, {})
    ])
  )
  const { id: episodeId } = episode
  const actor = yield* actors("entity")
  const poll = (from: Cursor | undefined) =>
    actor.PollAudio({
      episodeId,
      listener: "someone",
      download: false,
      ...(from === undefined ? {} : { from })
    })
  return { actor, episodeId, loads: Ref.get(loads), poll }
})

describe("the actor of an episode", () => {
  it.effect("loads it once when all its listeners come at the same time", () =>
    Effect.gen(function* () {
      const { loads, poll } = yield* actorOf
      yield* Effect.forEach(Array.from({ length: 10 }), () => poll(undefined), {
        concurrency: "unbounded"
      })
      assert.strictEqual(yield* loads, 1)
    })
  )

  it.effect("sends whole lines to a listener who has enough, and loses no frame of them", () =>
    Effect.gen(function* () {
      const { actor, episodeId, poll } = yield* actorOf
      const { chunks } = yield* poll(undefined)
      const last = chunks.at(-1)
      if (last === undefined) return assert.fail("nothing was sent")
      const cursor = cursorAfter(last)
      yield* actor.ReportPosition({
        episodeId,
        cursor: { line: finished.id, frame: 5 },
        isPlaying: true
      })
      yield* actor.PrepareLine({ episodeId, line: spoken })
      const polls = yield* Queue.unbounded<ReadonlyArray<number>>()
      const polling = yield* Effect.forkChild(
        Effect.flatMap(poll(cursor), (polled) =>
          Queue.offer(
            polls,
            polled.chunks.map(({ bytes, frame }) => frame + bytes.length / frameBytes)
          )
        ),
        { startImmediately: true }
      )
      for (const sequence of [0, 1, 2]) {
        const output = new TaskOutput({ sequence, bytes: bytesOf(20, 7) })
        yield* actor.AppendFrames({ episodeId, lineId: spoken.id, output })
      }
      assert.strictEqual(yield* Queue.size(polls), 0)
      const outcome = LineOutcome.cases.Spoken.make({ clip: clipOf(60) })
      yield* actor.FinishLine({ episodeId, line: spoken, outcome })
      assert.deepStrictEqual(yield* Queue.take(polls), [50, 60])
      yield* Fiber.join(polling)
    })
  )

  it.effect("sends every frame at once to a listener who has little", () =>
    Effect.gen(function* () {
      const { actor, episodeId, poll } = yield* actorOf
      const end = { line: finished.id, frame: 2500 }
      yield* actor.ReportPosition({ episodeId, cursor: end, isPlaying: true })
      const polling = yield* Effect.forkChild(poll(end), { startImmediately: true })
      yield* actor.PrepareLine({ episodeId, line: spoken })
      const output = new TaskOutput({ sequence: 0, bytes: bytesOf(5, 7) })
      yield* actor.AppendFrames({ episodeId, lineId: spoken.id, output })
      const { chunks } = yield* Fiber.join(polling)
      assert.deepStrictEqual(
        chunks.map(({ bytes, frame }) => [frame, bytes.length / frameBytes]),
        [[0, 5]]
      )
    })
  )
})
