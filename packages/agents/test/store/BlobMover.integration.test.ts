import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import * as BlobMover from "@aethercast/agents/store/BlobMover"
import { BlobMoves } from "@aethercast/agents/store/BlobMoves"
import { Blob, Blobs } from "@aethercast/agents/store/Blobs"
import { migrations } from "@aethercast/agents/store/Migrations"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Queue, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import * as FakeStorage from "../google/FakeStorage.ts"

const storedWith = (text: string, usedBy: string) =>
  Effect.flatMap(Blobs, (blobs) =>
    blobs.put(new Blob({ mediaType: "text/plain", bytes: new TextEncoder().encode(text) }), usedBy)
  )

/** As if the blobs had been stored long ago. */
const age = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE blobs SET created_at = now() - interval '1 hour'`
)

const start = Effect.fnUntraced(function* (
  bucket: Option.Option<string>,
  ...faults: ReadonlyArray<FakeStorage.Fault>
) {
  const server = yield* FakeStorage.start(...faults)
  const objects = yield* GoogleStorage.make(server.settings)
  yield* Layer.build(Layer.provide(BlobMover.layer(objects, bucket), BlobMoves.layer))
  return server
})

const test = <A, E>(run: Effect.Effect<A, E, Blobs | SqlClient.SqlClient | Scope.Scope>) =>
  run.pipe(
    Effect.provide(Layer.provideMerge(Layer.fresh(Blobs.layer), TestDatabase.layer(migrations)))
  )

describe("BlobMover", () => {
  it.effect("moves what is no longer playing, and goes on after a failure", () =>
    test(
      Effect.gen(function* () {
        yield* storedWith("old", "episode:one")
        yield* age
        yield* storedWith("new", "episode:one")
        const { arrivals, objects, received } = yield* start(Option.some("audio"), { status: 403 })
        yield* Queue.take(arrivals)
        const turn = TestClock.withLive(Effect.sleep("20 millis"))
        yield* Effect.repeat(Effect.andThen(TestClock.adjust("30 seconds"), turn), {
          until: () => received.length > 1
        })
        const moved = Effect.sync(() => assert.strictEqual(objects.size, 1))
        yield* TestClock.withLive(eventually(moved))
      })
    )
  )

  it.effect("without a bucket for new blobs it deletes objects that are not used any more", () =>
    test(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const id = yield* storedWith("old", "episode:one")
        yield* age
        yield* sql`INSERT INTO unused_objects (bucket, sha256) VALUES ('audio', ${id})`
        const { arrivals, received } = yield* start(Option.none())
        yield* Queue.take(arrivals)
        assert.deepStrictEqual(
          received.map(({ method }) => method),
          ["DELETE"]
        )
      })
    )
  )
})
