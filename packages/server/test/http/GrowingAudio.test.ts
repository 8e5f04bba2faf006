import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { frameBytes } from "@aethercast/domain/Clip"
import { spokenLines } from "@aethercast/domain/SpokenLines"
import { type Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, it, layer } from "@effect/vitest"
import { Deferred, Effect, Option, Stream } from "effect"
import { FetchHttpClient, HttpClient, HttpServer } from "effect/http"
import { bytesOf, resting, sound, testApi } from "./TestApi.ts"
import { ask, problem, served } from "./TestServer.ts"

const file = `/api/v1/podcasts/${resting.id}/audio.mp3`
const ranged = (range: string, more: Readonly<Record<string, string>> = {}) =>
  ask(file, { headers: { range, ...more } })

/** What is made after the lines that the episode has. */
const later = Buffer.alloc(5 * frameBytes, 7)
const whole = Buffer.concat([sound, later])

/** The audio of the episode after a cursor, a chunk for each line; then what is made later. */
const listen = (from: Option.Option<Cursor>) => {
  const spoken = spokenLines(resting.timeline)
  const cursor = Option.getOrUndefined(from)
  const at = spoken.findIndex(({ line }) => line.id === cursor?.line)
  const chunks = spoken.slice(Math.max(0, at)).map(({ clip, line }) => {
    const frame = line.id === cursor?.line ? cursor.frame : 0
    return chunk(bytesOf(clip).subarray(frame * frameBytes), line.id, frame)
  })
  return Stream.fromIterable([...chunks, chunk(later)])
}

const chunk = (bytes: Uint8Array, line: string = "1.3", frame = 0) =>
  new AudioChunk({ line: LineId.make(line), frame, bytes, ended: true })

layer(served(testApi({ listen })), { excludeTestServices: true })(
  "the audio of a podcast that is being made",
  (growing) => {
    growing.effect("has no length yet, and can be resumed", () =>
      Effect.gen(function* () {
        const { body, headers, status } = yield* ask(file)
        assert.strictEqual(status, 200)
        assert.isUndefined(headers["content-length"])
        assert.strictEqual(headers["content-type"], "audio/mpeg")
        assert.strictEqual(headers["accept-ranges"], "bytes")
        assert.match(headers.etag ?? "", /^"[0-9a-f]{32}"$/)
        assert.isTrue(whole.equals(body))
      })
    )

    for (const first of [1, 192, 384, 1000, 1727, 1728]) {
      growing.effect(`goes on at byte ${first} to its end`, () =>
        Effect.gen(function* () {
          const { body, headers, status } = yield* ranged(`bytes=${first}-`)
          assert.strictEqual(status, 206)
          assert.strictEqual(headers["content-range"], `bytes ${first}-9007199254740991/*`)
          assert.isUndefined(headers["content-length"])
          assert.isTrue(whole.subarray(first).equals(body))
        })
      )
    }

    growing.effect("goes on to the byte that the range ends with", () =>
      Effect.gen(function* () {
        for (const [first, last] of [
          [200, 200],
          [383, 384],
          [200, 1500],
          [1700, 2000]
        ] as const) {
          const { body, headers, status } = yield* ranged(`bytes=${first}-${last}`)
          assert.strictEqual(status, 206)
          assert.strictEqual(headers["content-range"], `bytes ${first}-${last}/*`)
          assert.isTrue(whole.subarray(first, last + 1).equals(body))
        }
      })
    )

    growing.effect("is sent from its start to a player that probes for ranges", () =>
      Effect.gen(function* () {
        for (const range of ["bytes=0-", "bytes=0-1", "bytes=9-1"]) {
          const { body, headers, status } = yield* ranged(range)
          assert.strictEqual(status, 200)
          assert.isUndefined(headers["content-range"])
          assert.isTrue(whole.equals(body))
        }
      })
    )

    growing.effect("has no bytes yet after those that are made, and no end", () =>
      Effect.gen(function* () {
        for (const range of ["bytes=1729-", "bytes=-500"]) {
          const answer = yield* ranged(range)
          assert.strictEqual(problem(answer).status, 416)
          assert.strictEqual(answer.headers["content-range"], "bytes */1728")
        }
      })
    )

    growing.effect("is sent from its start when it is another version than the client has", () =>
      Effect.gen(function* () {
        const etag = (yield* ask(file, { method: "HEAD" })).headers.etag ?? ""
        assert.strictEqual((yield* ranged("bytes=384-", { "if-range": etag })).status, 206)
        assert.strictEqual((yield* ranged("bytes=384-", { "if-range": '"other"' })).status, 200)
      })
    )
  }
)

/** What arrives; `heard` is completed when the first of it does. */
const follow = (heard: Deferred.Deferred<void>) =>
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const url = `http://127.0.0.1:${"port" in address ? address.port : 0}`
    const response = yield* HttpClient.get(url + file)
    return Stream.tap(response.stream, () => Deferred.succeed(heard, undefined))
  })

it.live("the audio of a podcast that is being made arrives before the podcast is complete", () =>
  Effect.gen(function* () {
    const heard = yield* Deferred.make<void>()
    const made = Stream.concat(
      Stream.make(chunk(sound.subarray(0, 384)), chunk(new Uint8Array())),
      Stream.fromEffect(Effect.as(Deferred.await(heard), chunk(sound.subarray(384))))
    )
    yield* Effect.gen(function* () {
      const pieces = yield* follow(heard)
      assert.isTrue(sound.equals(Buffer.concat(yield* Stream.runCollect(pieces))))
    }).pipe(Effect.provide([served(testApi({ listen: () => made })), FetchHttpClient.layer]))
  })
)

it.live("a podcast is not made any further for a client that has disconnected", () =>
  Effect.gen(function* () {
    const heard = yield* Deferred.make<void>()
    const left = yield* Deferred.make<void>()
    const made = Stream.concat(Stream.make(chunk(sound)), Stream.never).pipe(
      Stream.ensuring(Deferred.succeed(left, undefined))
    )
    yield* Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.flatMap(follow(heard), (pieces) => Stream.runDrain(Stream.take(pieces, 1)))
      )
      yield* Deferred.await(left)
    }).pipe(Effect.provide([served(testApi({ listen: () => made })), FetchHttpClient.layer]))
  })
)

it.live("a range that is made already ends without what comes after it", () =>
  Effect.gen(function* () {
    const made = (from: Option.Option<Cursor>) =>
      Stream.concat(Stream.take(listen(from), 2), Stream.never)
    yield* Effect.gen(function* () {
      const { body } = yield* ranged("bytes=200-500")
      assert.isTrue(sound.subarray(200, 501).equals(body))
    }).pipe(Effect.provide(served(testApi({ listen: made }))))
  })
)
