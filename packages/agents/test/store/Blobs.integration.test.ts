import { Blob, Blobs, blobIdOf } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { migrations } from "@aethercast/agents/store/Migrations"
import * as Database from "@aethercast/cluster/Database"
import { ClipId, frameBytes } from "@aethercast/domain/Clip"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"

const blobOf = (text: string) =>
  new Blob({ mediaType: "text/plain", bytes: new TextEncoder().encode(text) })
const clipId = (digit: string) => ClipId.make(digit.repeat(64))
const soundOf = (value: number) => new Uint8Array(2 * frameBytes).fill(value)

layer(
  Layer.mergeAll(Blobs.layer, Clips.layer).pipe(Layer.provideMerge(TestDatabase.layer(migrations))),
  { excludeTestServices: true }
)("Blobs", (it) => {
  it.effect("a blob lives until the last run that uses it has released it", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      const shared = yield* blobs.put(blobOf("shared"), "episode:one")
      assert.strictEqual(yield* blobs.put(blobOf("shared"), "episode:two"), shared)
      const own = yield* blobs.put(blobOf("own"), "episode:one")
      yield* blobs.release("episode:one")
      assert.isTrue(Option.isNone(yield* blobs.get(own)))
      assert.isTrue(Option.isSome(yield* blobs.get(shared)))
      yield* blobs.release("episode:one")
      assert.isTrue(Option.isSome(yield* blobs.get(shared)))
      yield* blobs.release("episode:two")
      assert.isTrue(Option.isNone(yield* blobs.get(shared)))
    })
  )

  it.effect("a run shares all blobs of another one, or none", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      const first = yield* blobs.put(blobOf("first part"), "episode:original")
      const second = yield* blobs.put(blobOf("second part"), "episode:original")
      const missing = blobIdOf(new TextEncoder().encode("never stored"))
      assert.isFalse(yield* blobs.share([first, missing], "episode:other"))
      assert.isTrue(yield* blobs.share([first, first], "episode:fork"))
      assert.isTrue(yield* blobs.share([], "episode:fork"))
      yield* blobs.release("episode:original")
      assert.isTrue(Option.isSome(yield* blobs.get(first)))
      assert.isTrue(Option.isNone(yield* blobs.get(second)))
      yield* blobs.release("episode:fork")
      assert.isTrue(Option.isNone(yield* blobs.get(first)))
    })
  )

  it.effect("a run that finds a clip uses it", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      const clips = yield* Clips
      const clip = yield* clips.save(clipId("a"), soundOf(1), "episode:three")
      assert.deepStrictEqual(yield* clips.find(clip.id, "episode:four"), Option.some(clip))
      yield* blobs.release("episode:three")
      assert.deepStrictEqual(yield* clips.find(clip.id, "episode:four"), Option.some(clip))
      yield* blobs.release("episode:four")
      assert.deepStrictEqual(yield* clips.find(clip.id, "episode:five"), Option.none())
    })
  )

  it.effect(
    "a run that wants a clip while its last user releases it has it, or speaks it again",
    () =>
      Effect.gen(function* () {
        const blobs = yield* Blobs
        const clips = yield* Clips
        const sql = yield* SqlClient.SqlClient
        for (let round = 0; round < 40; round++) {
          const [owner, other] = [`episode:owner${round}`, `episode:other${round}`]
          const clip = yield* clips.save(clipId("b"), soundOf(2), owner)
          const [found] = yield* Effect.all([clips.find(clip.id, other), blobs.release(owner)], {
            concurrency: 2
          })
          const rows = yield* sql`SELECT FROM blobs WHERE sha256 = ${clip.sha256}`
          assert.lengthOf(rows, Option.isSome(found) ? 1 : 0)
          yield* blobs.release(other)
        }
      })
  )

  it.effect("the runs of an earlier release use what their episodes consist of", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh
      const earlier = Object.fromEntries(
        Object.entries(migrations).filter(([name]) => name < "0005")
      )
      const sound = soundOf(3)
      const painted = blobOf("a picture")
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        for (const { bytes, mediaType } of [
          painted,
          new Blob({ mediaType: "audio/mpeg", bytes: sound })
        ]) {
          yield* sql`INSERT INTO blobs ${sql.insert({ sha256: blobIdOf(bytes), media_type: mediaType, bytes })}`
        }
        yield* sql`INSERT INTO clips ${sql.insert({ clip_id: clipId("c"), sha256: blobIdOf(sound), frames: 2 })}`
        const head = JSON.stringify({ cover: `/media/${blobIdOf(painted.bytes)}` })
        yield* sql`
          INSERT INTO episodes (episode_id, opened, head)
          VALUES ('old', ${head}::text::jsonb, ${head}::text::jsonb)
        `
        const event = JSON.stringify({ _tag: "LineFinished", clip: { id: clipId("c") } })
        yield* sql`
          INSERT INTO episode_events (episode_id, version, event, writer)
          VALUES ('old', 1, ${event}::text::jsonb, 'w')
        `
      }).pipe(Effect.provide(Database.layer({ url, migrations: earlier })))
      yield* Effect.gen(function* () {
        const blobs = yield* Blobs
        assert.isTrue(Option.isSome(yield* blobs.get(blobIdOf(sound))))
        yield* blobs.release("episode:old")
        assert.isTrue(Option.isNone(yield* blobs.get(blobIdOf(sound))))
        assert.isTrue(Option.isNone(yield* blobs.get(blobIdOf(painted.bytes))))
      }).pipe(
        Effect.provide(
          Layer.provideMerge(Layer.fresh(Blobs.layer), Database.layer({ url, migrations }))
        )
      )
    }).pipe(Effect.scoped)
  )
})
