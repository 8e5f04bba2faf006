import { migrations } from "@aethercast/agents/store/Migrations"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option, Scope, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import { SiblingServers } from "../../src/http/SiblingServers.ts"

/** A server that listens at a port. */
const server = Effect.fnUntraced(function* (port: number) {
  const scope = yield* Scope.make()
  const siblings = Context.get(
    yield* Layer.buildWithScope(
      Layer.fresh(SiblingServers.layer({ host: "127.0.0.1", databaseUrl: Option.none() })),
      scope
    ),
    SiblingServers
  )
  yield* Scope.provide(siblings.announce(port), scope)
  return { ...siblings, stop: Scope.close(scope, Exit.void) }
})

/** Waits, beat by beat, until a server knows exactly these others to be alive. */
const knows = ({ alive }: SiblingServers["Service"], ...ports: ReadonlyArray<number>) =>
  alive.pipe(
    Stream.filter((now) => now.join() === ports.join()),
    Stream.runHead,
    Effect.raceFirst(Effect.forever(Effect.andThen(TestClock.adjust("2 seconds"), pause)))
  )

/** Lets the database answer. */
const pause = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

layer(TestDatabase.layer(migrations))("the servers of one host", (it) => {
  it.effect("know each other as soon as they listen, and until they stop", () =>
    Effect.gen(function* () {
      const first = yield* server(4300)
      const second = yield* server(4301)
      yield* knows(first, 4301)
      yield* knows(second, 4300)
      const third = yield* server(4302)
      yield* knows(first, 4301, 4302)
      yield* second.stop
      yield* knows(first, 4302)
      yield* first.stop
      yield* third.stop
    })
  )

  it.effect("know whose pages may still be open for a day", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`DELETE FROM page_servers`
      const dead = yield* server(4310)
      const alive = yield* server(4311)
      yield* knows(alive, 4310)
      yield* dead.stop
      yield* knows(alive)
      assert.deepStrictEqual(yield* alive.pagePorts, [4310])

      yield* sql`UPDATE page_servers SET seen_at = now() - interval '25 hours' WHERE port = 4310`
      const next = yield* server(4312)
      yield* knows(next, 4311)
      assert.deepStrictEqual(yield* next.pagePorts, [4311])
      assert.lengthOf(yield* sql`SELECT port FROM page_servers WHERE port = 4310`, 0)
      yield* alive.stop
      yield* next.stop
    })
  )
})
