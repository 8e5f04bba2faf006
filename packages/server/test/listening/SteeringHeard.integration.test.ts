import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { SessionId } from "@aethercast/domain/Session"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { empty, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as TestNode from "../../../agents/test/TestNode.ts"
import { TestVoice } from "../../../agents/test/TestVoice.ts"
import { EpisodeClient } from "../../src/listening/EpisodeClient.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"
import { OrderQuotas } from "../../src/listening/OrderQuotas.ts"
import { defaultQuotas } from "../../src/QuotaPolicy.ts"
import { Tastes } from "../../src/sessions/Tastes.ts"

const TestLayer = EpisodeClient.layer.pipe(
  Layer.provide(OrderQuotas.layer(defaultQuotas)),
  Layer.provideMerge([HeardEpisodes.layer, Tastes.layer]),
  Layer.provide([EpisodeWorkflow.layer(() => Effect.never), EpisodeActorLayer]),
  Layer.provideMerge(Layer.merge(TestNode.layer, TestVoice.layer))
)

const session = SessionId.make("s".repeat(24))
const id = EpisodeId.make("e".repeat(24))
const lineIds = ["0.0", "0.1", "0.2"].map((line) => LineId.make(line))
const [first = LineId.make("0.0"), second = first] = lineIds

/** An episode with three lines in its first chapter. */
const open = Effect.gen(function* () {
  const entityId = yield* EpisodeWorkflow.entityIdOf(workflowIdOf(id))
  const actor = (yield* EpisodeEntity.client)(entityId)
  yield* actor.Open({
    episode: new Episode({
      id,
      workflowId: workflowIdOf(id),
      title: "Tides",
      teaser: "",
      lengthSeconds: 60,
      style: "briefing",
      status: EpisodeStatus.cases.Generating.make({ stage: "speaking" }),
      notices: [],
      sources: [],
      timeline: empty
    })
  })
  for (const lineId of lineIds) {
    const line = new TimelineLine({
      id: lineId,
      chapter: 0,
      speaker: "host",
      text: "Words.",
      passages: [],
      sources: []
    })
    yield* actor.Publish({ episodeId: id, event: EpisodeEvent.cases.LineStarted.make({ line }) })
  }
})

layer(TestLayer, { excludeTestServices: true })("a skip, from any client of a session", (it) => {
  it.effect("drops no line that the session has heard", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`INSERT INTO sessions ${sql.insert({ session_id: session, feed_token: session })}`
      yield* open
      yield* (yield* HeardEpisodes).add(session, id, [{ line: second, from: 0, to: 3 }])
      const episodes = yield* EpisodeClient
      const command = { id: CommandId.make("command-1"), kind: "skip", line: first } as const
      assert.strictEqual((yield* episodes.steer(id, session, command))._tag, "Skipped")
      const { timeline } = yield* episodes.get(id)
      assert.deepStrictEqual(
        timeline.lines.map((line) => line.id),
        [first, second]
      )
    })
  )
})
