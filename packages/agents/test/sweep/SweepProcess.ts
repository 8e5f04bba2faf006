// A node of a cluster that makes episodes for a listener who steers. The parent sends a `SweepOrder`.
import { once } from "node:events"
import { AsideWorkflowLayer } from "@aethercast/agents/orchestrator/AsideWorkflow"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import * as Spending from "@aethercast/agents/spending/Spending"
import { retryEngine } from "@aethercast/cluster/EngineRetry"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Redacted, Schedule, Schema } from "effect"
import { AgentsLayer, documentsOf, start } from "../orchestrator/TestEpisode.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import * as KillPoints from "./KillPoints.ts"
import { SweepOrder, SweepReport } from "./SweepMessages.ts"

/** Where the listener is when he asks for more. */
const heard = new Cursor({ line: LineId.make("1.1"), frame: 0 })

let current = ""
let killAt: string | undefined
let isBegun = false
const points = new Set<string>()

const KillPointsLayer = Layer.succeed(KillPoints.KillPoints, {
  episode: () => current,
  reach: (of, point) =>
    Effect.sync(() => {
      if (!isBegun || !of.includes(current)) return
      const name = point.replaceAll(current, "EPISODE")
      points.add(name)
      if (name === killAt) process.kill(process.pid, "SIGKILL")
    })
})

/** Makes an episode to its end, with an aside that its listener asks for. All of it can be repeated. */
const make = Effect.fnUntraced(function* (id: EpisodeId) {
  current = id
  const episode = yield* start(id, {
    title: "How the Moon makes the tides",
    sources: yield* documentsOf("tides"),
    lengthSeconds: 30
  })
  const { actor } = episode
  yield* Effect.forkScoped(episode.download)
  const until = (holds: (now: Effect.Success<typeof episode.get>) => boolean) =>
    retryEngine(episode.get).pipe(
      Effect.filterOrFail(holds),
      Effect.retry(Schedule.spaced("20 millis"))
    )
  yield* until(({ timeline }) =>
    timeline.lines.some((line) => line.id === heard.line && line.clip !== undefined)
  )
  yield* retryEngine(actor.ReportPosition({ episodeId: id, cursor: heard, isPlaying: false }))
  yield* retryEngine(
    actor.Steer({
      episodeId: id,
      command: { id: CommandId.make("command-1"), kind: "more", cursor: heard },
      heard: []
    })
  )
  yield* until(
    ({ status, steering }) =>
      status._tag === "Complete" && steering.asides.every(({ isClosed }) => isClosed)
  )
}, Effect.scoped)

const layer = (database: Redacted.Redacted) =>
  Layer.merge(AgentsLayer, AsideWorkflowLayer).pipe(
    Layer.provide(KillPoints.layer),
    Layer.provide(Spending.layer({ episode: 100, session: 1000, day: 10_000 })),
    Layer.provideMerge(TestNode.layerOn(database)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.provide(KillPoints.VoiceLayer, TestVoice.layerAt(4)),
        TestWriter.layer,
        Layer.orDie(Layer.provide(TestSources.layer([shippedLibrary]), NodeServices.layer))
      ).pipe(Layer.provideMerge(KillPointsLayer))
    )
  )

const encodeReport = Schema.encodeSync(SweepReport)

const [message] = await once(process, "message")
const order = Schema.decodeUnknownSync(SweepOrder)(message)
Effect.gen(function* () {
  if (order.resume !== undefined) yield* make(order.resume)
  if (order.begin === undefined) return
  killAt = order.begin.killAt
  isBegun = true
  yield* make(order.begin.id)
  // Some points come after everything that a listener can see.
  if (killAt !== undefined) yield* Effect.sleep("3 seconds")
  process.send?.(encodeReport({ points: [...points] }))
}).pipe(
  Effect.provide(layer(Redacted.make(order.database))),
  Effect.ensuring(Effect.sync(() => process.disconnect())),
  NodeRuntime.runMain
)
