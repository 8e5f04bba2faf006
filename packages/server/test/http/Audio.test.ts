import { spokenLines } from "@aethercast/domain/SpokenLines"
import { assert, it, layer } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { slices } from "../../src/http/Audio.ts"
import { cancelled, complete, silent, sound, testApi } from "./TestApi.ts"
import { ask, problem, served } from "./TestServer.ts"

const file = `/api/v1/podcasts/${complete.id}/audio.mp3`
const ranged = (range: string, more: Readonly<Record<string, string>> = {}) =>
  ask(file, { headers: { range, ...more } })

layer(served(testApi()), { excludeTestServices: true })(
  "the audio of a finished podcast",
  (finished) => {
    finished.effect("is a file of known length", () =>
      Effect.gen(function* () {
        const { body, headers, status } = yield* ask(file)
        assert.strictEqual(status, 200)
        assert.strictEqual(headers["content-type"], "audio/mpeg")
        assert.strictEqual(headers["content-length"], "1728")
        assert.strictEqual(headers["accept-ranges"], "bytes")
        assert.strictEqual(
          headers["content-disposition"],
          "inline; filename*=UTF-8''Tides%20%28spring%20%26%20neap%29%20%E2%80%93%20Gezeiten.mp3"
        )
        assert.isTrue(sound.equals(body))
      })
    )

    const parts: ReadonlyArray<readonly [range: string, first: number, last: number]> = [
      ["bytes=0-0", 0, 0],
      ["bytes=0-", 0, 1727],
      ["bytes=-1", 1727, 1727],
      ["bytes=-500", 1228, 1727],
      ["bytes=383-384", 383, 384],
      ["bytes=384-959", 384, 959],
      ["bytes=200-1500", 200, 1500],
      ["bytes=1000-9999", 1000, 1727]
    ]
    for (const [range, first, last] of parts) {
      finished.effect(`${range} is the bytes from ${first} to ${last}`, () =>
        Effect.gen(function* () {
          const { body, headers, status } = yield* ranged(range)
          assert.strictEqual(status, 206)
          assert.strictEqual(headers["content-range"], `bytes ${first}-${last}/1728`)
          assert.strictEqual(headers["content-length"], String(last + 1 - first))
          assert.isTrue(sound.subarray(first, last + 1).equals(body))
        })
      )
    }

    finished.effect("a range behind its end is refused with the actual length", () =>
      Effect.gen(function* () {
        for (const range of ["bytes=1728-", "bytes=-0"]) {
          const answer = yield* ranged(range)
          assert.strictEqual(problem(answer).status, 416)
          assert.strictEqual(answer.headers["content-range"], "bytes */1728")
        }
      })
    )

    finished.effect("several ranges and invalid ones get the whole file", () =>
      Effect.gen(function* () {
        for (const range of ["bytes=0-1,5-6", "bytes=9-1", "frames=0-1"]) {
          const { body, headers, status } = yield* ranged(range)
          assert.strictEqual(status, 200)
          assert.isUndefined(headers["content-range"])
          assert.isTrue(sound.equals(body))
        }
      })
    )

    finished.effect("HEAD has the same headers without a body, and ignores ranges", () =>
      Effect.gen(function* () {
        const got = yield* ask(file)
        const { date: _got, ...expected } = got.headers
        const { body, headers, status } = yield* ask(file, {
          method: "HEAD",
          headers: { range: "bytes=0-1" }
        })
        const { date: _head, ...said } = headers
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(said, expected)
        assert.lengthOf(body, 0)
      })
    )

    finished.effect("a version that the client has is not sent again", () =>
      Effect.gen(function* () {
        const etag = (yield* ask(file)).headers.etag ?? ""
        assert.match(etag, /^"[0-9a-f]{32}"$/)
        for (const known of [etag, `"other", W/${etag}`, "*"]) {
          const { body, headers, status } = yield* ask(file, {
            headers: { "if-none-match": known }
          })
          assert.strictEqual(status, 304)
          assert.strictEqual(headers.etag, etag)
          assert.isUndefined(headers["content-length"])
          assert.lengthOf(body, 0)
        }
        const other = yield* ask(file, { headers: { "if-none-match": '"other"' } })
        assert.strictEqual(other.status, 200)
      })
    )

    finished.effect("a range of another version gets the whole file", () =>
      Effect.gen(function* () {
        const etag = (yield* ask(file)).headers.etag ?? ""
        assert.strictEqual((yield* ranged("bytes=0-1", { "if-range": etag })).status, 206)
        assert.strictEqual((yield* ranged("bytes=0-1", { "if-range": '"other"' })).status, 200)
        assert.strictEqual((yield* ranged("bytes=0-1", { "if-range": `W/${etag}` })).status, 200)
      })
    )

    finished.effect("is a file of what was spoken of a cancelled podcast", () =>
      Effect.gen(function* () {
        const { headers, status } = yield* ask(`/api/v1/podcasts/${cancelled.id}/audio.mp3`)
        assert.strictEqual(status, 200)
        assert.strictEqual(Number(headers["content-length"]), sound.length)
      })
    )

    finished.effect("is not found when nothing could be spoken", () =>
      Effect.gen(function* () {
        const answer = yield* ask(`/api/v1/podcasts/${silent.id}/audio.mp3`)
        assert.strictEqual(problem(answer).type, "urn:aethercast:problem:nothing-to-hear")
      })
    )
  }
)

it("a part of the file consists of the clips that it overlaps", () => {
  const spoken = spokenLines(complete.timeline)
  const partsOf = (start: number, end: number) =>
    slices(spoken, start, end).map(({ clip, from, to }) => [clip.id.at(0), from, to])
  assert.deepStrictEqual(partsOf(0, 1728), [
    ["a", 0, 384],
    ["b", 0, 576],
    ["c", 0, 768]
  ])
  assert.deepStrictEqual(partsOf(384, 960), [["b", 0, 576]])
  assert.deepStrictEqual(partsOf(383, 385), [
    ["a", 383, 384],
    ["b", 0, 1]
  ])
  assert.deepStrictEqual(partsOf(1727, 1728), [["c", 767, 768]])
})

it.live("a clip is read only when it is needed", () =>
  Effect.gen(function* () {
    const reads = yield* Ref.make("")
    const product = testApi({
      read: ({ id }) => Ref.update(reads, (so) => so + (id.at(0) ?? ""))
    })
    yield* Effect.gen(function* () {
      yield* ask(file, { method: "HEAD" })
      assert.strictEqual(yield* Ref.get(reads), "")
      yield* ranged("bytes=400-500")
      assert.strictEqual(yield* Ref.get(reads), "b")
      yield* ranged("bytes=900-1000")
      assert.strictEqual(yield* Ref.get(reads), "bbc")
    }).pipe(Effect.provide(served(product)))
  })
)
