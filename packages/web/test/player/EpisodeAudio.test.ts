import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Deferred, Effect, Queue } from "effect"
import { RpcTest } from "effect/rpc"
import { Deck } from "../../src/player/EpisodeAudio.ts"
import { chunk, timeline } from "./AudioFixtures.ts"

const id = EpisodeId.make("a".repeat(24))

interface Listening {
  readonly from: string
  readonly queue: Queue.Queue<AudioChunk, Cause.Done>
}

/** A deck that listens to us: each stream that it opens is answered by a queue in `opened`. */
const harness = Effect.gen(function* () {
  const opened = yield* Queue.unbounded<Listening>()
  const rpc = yield* RpcTest.makeClient(AudioRpcs).pipe(
    Effect.provide(
      AudioRpcs.toLayer({
        Listen: Effect.fnUntraced(function* ({ from }) {
          const queue = yield* Queue.unbounded<AudioChunk, Cause.Done>()
          yield* Queue.offer(opened, {
            from: from === undefined ? "the start" : `${from.line}+${from.frame}`,
            queue
          })
          return queue
        })
      })
    )
  )
  const place = { seconds: 0 }
  let waiting: ReadonlyArray<() => void> = []
  const deck = new Deck(
    id,
    { rpc, opened: Effect.void },
    () => place.seconds,
    () => waiting.forEach((look) => look())
  )
  const until = (condition: () => boolean) =>
    Effect.gen(function* () {
      const done = yield* Deferred.make<void>()
      const look = () => {
        if (condition()) Deferred.doneUnsafe(done, Effect.void)
      }
      waiting = [...waiting, look]
      look()
      yield* Deferred.await(done)
    })
  yield* Effect.addFinalizer(() => Effect.sync(() => deck.close()))
  return { deck, place, opened, until }
})

describe("Deck", () => {
  it.live("listens from the start and knows its end when the stream has ended", () =>
    Effect.gen(function* () {
      const { deck, opened, until } = yield* harness
      deck.check()
      const { from, queue } = yield* Queue.take(opened)
      assert.strictEqual(from, "the start")
      yield* Queue.offerAll(queue, [chunk("0.0", 0, 10, true), chunk("0.1", 0, 5, true)])
      yield* until(() => deck.missing(0) === 15)
      assert.strictEqual(deck.end(), undefined)
      yield* Queue.end(queue)
      yield* until(() => deck.end() === 15)
    })
  )

  it.live("listens anew from the place that the listener has gone to", () =>
    Effect.gen(function* () {
      const { deck, opened, place } = yield* harness
      deck.know(timeline(["0.0", 500], ["1.0", 2000]), true)
      deck.check()
      assert.strictEqual((yield* Queue.take(opened)).from, "0.0+0")
      place.seconds = 36
      deck.check()
      assert.strictEqual((yield* Queue.take(opened)).from, "1.0+1000")
    })
  )

  it.live("drops a line that was left out, and says from where on all is void", () =>
    Effect.gen(function* () {
      const { deck, opened, until } = yield* harness
      deck.know(timeline(["0.0", 10], ["0.1"]), false)
      deck.check()
      const { queue } = yield* Queue.take(opened)
      yield* Queue.offerAll(queue, [chunk("0.0", 0, 10, true), chunk("0.1", 0, 5)])
      yield* until(() => deck.missing(0) === 15)
      assert.strictEqual(deck.know(timeline(["0.0", 10]), false), 10)
      assert.strictEqual(deck.missing(0), 10)
      yield* Queue.offer(queue, chunk("0.2", 0, 3))
      yield* until(() => deck.missing(0) === 13)
    })
  )
})
