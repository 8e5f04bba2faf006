import { migrations } from "@aethercast/agents/store/Migrations"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { SessionId } from "@aethercast/domain/Session"
import { LineId } from "@aethercast/domain/Timeline"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { layer as database } from "../../../cluster/test/harness/TestDatabase.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"

const [me, you] = ["m", "y"].map((letter) => SessionId.make(letter.repeat(20)))
const [tides, bees] = ["t", "b"].map((letter) => EpisodeId.make(letter.repeat(20)))
const span = (line: string, from: number, to: number) => ({ line: LineId.make(line), from, to })

layer(HeardEpisodes.layer.pipe(Layer.provideMerge(database(migrations))), {
  excludeTestServices: true
})("what was heard", (it) => {
  it.effect("is kept by listener and episode, and merged", () =>
    Effect.gen(function* () {
      const heard = yield* HeardEpisodes
      const sql = yield* SqlClient.SqlClient
      for (const id of [me, you]) {
        yield* sql`INSERT INTO sessions ${sql.insert({ session_id: id, feed_token: id })}`
      }
      if (me === undefined || you === undefined || tides === undefined || bees === undefined) return
      yield* heard.add(me, tides, [span("0.0", 0, 50), span("0.1", 10, 20)])
      yield* heard.add(me, tides, [span("0.0", 50, 80), span("0.1", 30, 30), span("0.0", 10, 20)])
      yield* heard.add(me, tides, [span("0.1", 40, 60)])
      yield* heard.add(you, tides, [span("0.0", 0, 5)])
      assert.deepStrictEqual(yield* heard.find(me, tides), [
        span("0.0", 0, 80),
        span("0.1", 10, 20),
        span("0.1", 40, 60)
      ])
      assert.deepStrictEqual(yield* heard.find(you, tides), [span("0.0", 0, 5)])
      assert.deepStrictEqual(yield* heard.find(me, bees), [])
    })
  )
})
