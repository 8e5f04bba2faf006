import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import { BlobMoves } from "@aethercast/agents/store/BlobMoves"
import { Blob, BlobOutOfReach, Blobs, type BlobId } from "@aethercast/agents/store/Blobs"
import { migrations } from "@aethercast/agents/store/Migrations"
import { type Objects, ObjectStore, ObjectStoreFailed } from "@aethercast/agents/store/ObjectStore"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Deferred, Duration, Effect, Exit, Fiber, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import * as FakeStorage from "../google/FakeStorage.ts"

const texts = Array.from({ length: 5 }, (_, index) => `blob number ${index}`)

/** A database with a blob for each text, used by one run, and an empty bucket. */
const stored = Effect.gen(function* () {
  const server = yield* FakeStorage.start()
  const bucket = yield* GoogleStorage.make(server.settings)
  const database = yield* Layer.build(TestDatabase.layer(migrations))
  const build = <A, E>(layer: Layer.Layer<A, E, SqlClient.SqlClient>) =>
    Layer.build(Layer.fresh(layer)).pipe(Effect.provideContext(database))
  const services = yield* build(
    Layer.merge(
      BlobMoves.layer,
      Layer.provide(Blobs.layer, Layer.succeed(ObjectStore, Option.some(bucket)))
    )
  )
  const sql = Context.get(database, SqlClient.SqlClient)
  const blobs = Context.get(services, Blobs)
  const moves = Context.get(services, BlobMoves)
  const ids = yield* Effect.forEach(texts, (text) =>
    blobs.put(
      new Blob({ mediaType: "text/plain", bytes: new TextEncoder().encode(text) }),
      "episode:one"
    )
  )
  return {
    ...server,
    bucket,
    blobs,
    ids,
    inBucket: Effect.map(
      sql`SELECT FROM blobs WHERE bucket IS NOT NULL AND bytes IS NULL`,
      ({ length }) => length
    ),
    moves,
    toBucket: (objects = bucket) => moves.toBucket(objects, "audio", Duration.zero),
    unreached: Effect.map(build(Blobs.layer), (context) => Context.get(context, Blobs))
  }
})

const read = Effect.fnUntraced(function* (blobs: Blobs["Service"], ids: ReadonlyArray<BlobId>) {
  return yield* Effect.forEach(ids, (id) =>
    Effect.map(
      blobs.get(id),
      Option.match({
        onNone: () => "none",
        onSome: ({ bytes }) => new TextDecoder().decode(bytes)
      })
    )
  )
})

/** The bucket; the put of that number waits, before or after what it does, until `go` is done. */
const pausing = Effect.fnUntraced(function* (
  bucket: Objects,
  number: number,
  when: "before" | "after"
) {
  const arrived = yield* Deferred.make<void>()
  const go = yield* Deferred.make<void>()
  const pause = Effect.andThen(Deferred.succeed(arrived, undefined), Deferred.await(go))
  let puts = 0
  const objects: Objects = {
    ...bucket,
    put: (...request) => {
      const put = bucket.put(...request)
      if (++puts !== number) return put
      return when === "before" ? Effect.andThen(pause, put) : Effect.tap(put, pause)
    }
  }
  return { arrived, go, objects }
})

const complete = { missing: 0, failure: Option.none() }

describe("BlobMoves", () => {
  it.live("blobs that were moved to a bucket are read from there", () =>
    Effect.gen(function* () {
      const { blobs, ids, inBucket, moves, objects, toBucket, bucket } = yield* stored
      assert.deepInclude(yield* toBucket(), { ...complete, moved: 5 })
      assert.strictEqual(yield* inBucket, 5)
      assert.strictEqual(objects.size, 5)
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
      for (const [index, id] of ids.entries()) {
        const { mediaType, url } = yield* Effect.fromOption(yield* blobs.address(id))
        assert.strictEqual(mediaType, "text/plain")
        assert.strictEqual(yield* FakeStorage.download(url), texts[index])
      }
      assert.deepInclude(yield* toBucket(), { ...complete, moved: 0 })
      assert.deepInclude(yield* moves.deleteUnused(bucket), { ...complete, moved: 0 })
    })
  )

  it.live("blobs that were moved back to Postgres are no longer in the bucket", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, inBucket, moves, objects, toBucket } = yield* stored
      yield* toBucket()
      assert.deepInclude(yield* moves.toPostgres(bucket), { ...complete, moved: 5 })
      assert.strictEqual(yield* inBucket, 0)
      assert.deepInclude(yield* moves.deleteUnused(bucket), { ...complete, moved: 5 })
      assert.strictEqual(objects.size, 0)
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
      assert.deepStrictEqual(yield* Effect.forEach(ids, blobs.address), ids.map(Option.none))
    })
  )

  it.live("a blob that the last run releases is deleted in the bucket, too", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, moves, objects, toBucket } = yield* stored
      yield* toBucket()
      yield* blobs.share(ids.slice(0, 1), "episode:two")
      yield* blobs.release("episode:one")
      assert.deepInclude(yield* moves.deleteUnused(bucket), { ...complete, moved: 4 })
      assert.strictEqual(objects.size, 1)
      assert.deepStrictEqual(yield* read(blobs, ids.slice(0, 2)), ["blob number 0", "none"])
    })
  )

  it.live("a blob that is stored again while its object waits to be deleted stays readable", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, moves, toBucket } = yield* stored
      yield* toBucket()
      yield* blobs.release("episode:one")
      for (const text of texts) {
        const bytes = new TextEncoder().encode(text)
        yield* blobs.put(new Blob({ mediaType: "text/plain", bytes }), "episode:two")
      }
      yield* Effect.all([toBucket(), moves.deleteUnused(bucket)], { concurrency: 2 })
      yield* toBucket()
      yield* moves.deleteUnused(bucket)
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
    })
  )

  it.live("blobs of an episode that may be playing stay in Postgres", () =>
    Effect.gen(function* () {
      const { bucket, moves } = yield* stored
      const report = yield* moves.toBucket(bucket, "audio", Duration.minutes(10))
      assert.deepInclude(report, { ...complete, moved: 0 })
    })
  )

  it.live("a failure ends the run; another one moves the rest", () =>
    Effect.gen(function* () {
      const { blobs, fail, ids, inBucket, toBucket } = yield* stored
      fail(undefined, undefined, { status: 403 })
      assert.deepInclude(yield* toBucket(), {
        moved: 2,
        failure: Option.some(new ObjectStoreFailed({ reason: "Forbidden" }))
      })
      assert.strictEqual(yield* inBucket, 2)
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
      assert.deepInclude(yield* toBucket(), { ...complete, moved: 3 })
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
    })
  )

  for (const when of ["before", "after"] as const) {
    it.live(`a run that is ended ${when} an upload loses nothing and leaves nothing behind`, () =>
      Effect.gen(function* () {
        const { blobs, bucket, ids, inBucket, moves, objects, toBucket } = yield* stored
        const { arrived, objects: pausingBucket } = yield* pausing(bucket, 3, when)
        const fiber = yield* Effect.forkChild(toBucket(pausingBucket))
        yield* Deferred.await(arrived)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(yield* inBucket, 2)
        assert.strictEqual(objects.size, when === "before" ? 2 : 3)
        assert.deepStrictEqual(yield* read(blobs, ids), texts)
        yield* moves.deleteUnused(bucket)
        assert.strictEqual(objects.size, 2)
        assert.deepInclude(yield* toBucket(), { ...complete, moved: 3 })
        assert.strictEqual(objects.size, 5)
        assert.deepStrictEqual(yield* read(blobs, ids), texts)
      })
    )
  }

  it.live("several processes move every blob once", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, inBucket, moves, received, toBucket } = yield* stored
      const reports = yield* Effect.all(
        [toBucket(), toBucket(), moves.deleteUnused(bucket), toBucket()],
        {
          concurrency: "unbounded"
        }
      )
      yield* toBucket()
      assert.isTrue(reports.every(({ failure }) => Option.isNone(failure)))
      assert.strictEqual(yield* inBucket, 5)
      yield* moves.deleteUnused(bucket)
      assert.deepStrictEqual(yield* read(blobs, ids), texts)
      const puts = received.filter(({ method }) => method === "POST")
      assert.lengthOf(new Set(puts.map(({ path }) => path)), 5)
      assert.lengthOf(puts, 5)
    })
  )

  it.live("a run that releases a blob while it is moved has it deleted where it is then", () =>
    Effect.gen(function* () {
      const { blobs, bucket, moves, objects, toBucket } = yield* stored
      const { arrived, go, objects: pausingBucket } = yield* pausing(bucket, 1, "after")
      const move = yield* Effect.forkChild(toBucket(pausingBucket))
      yield* Deferred.await(arrived)
      const release = yield* Effect.forkChild(blobs.release("episode:one"))
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(release)
      yield* Fiber.join(move)
      yield* moves.deleteUnused(bucket)
      assert.strictEqual(objects.size, 0)
    })
  )

  it.live("objects that somebody deleted in the bucket are reported, and the others moved", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, moves, objects, toBucket } = yield* stored
      yield* toBucket()
      objects.delete(`blobs/${ids[2]}`)
      assert.deepInclude(yield* moves.toPostgres(bucket), { ...complete, missing: 1, moved: 4 })
      assert.deepStrictEqual(
        yield* read(blobs, ids),
        texts.map((text, index) => (index === 2 ? "none" : text))
      )
    })
  )

  it.live("an object that was changed in the bucket is not taken for the blob", () =>
    Effect.gen(function* () {
      const { blobs, bucket, ids, inBucket, moves, objects, toBucket } = yield* stored
      yield* toBucket()
      for (const id of ids) {
        objects.set(`blobs/${id}`, { bytes: Buffer.from("other"), mediaType: "text/plain" })
      }
      const corrupt = new ObjectStoreFailed({ reason: "Corrupt" })
      assert.deepInclude(yield* moves.toPostgres(bucket), {
        moved: 0,
        failure: Option.some(corrupt)
      })
      assert.strictEqual(yield* inBucket, 5)
      const exit = yield* Effect.exit(read(blobs, ids))
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof ObjectStoreFailed)
    })
  )

  it.live("a process without a bucket says which one it needs", () =>
    Effect.gen(function* () {
      const { ids, toBucket, unreached } = yield* stored
      yield* toBucket()
      const exit = yield* Effect.exit(read(yield* unreached, ids))
      assert.isTrue(Exit.isFailure(exit))
      const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      assert.instanceOf(error, BlobOutOfReach)
      assert.include(String(error), "the bucket audio")
    })
  )
})
