import { createHash } from "node:crypto"
import { LandingSlot, LandingWorkflow } from "@aethercast/agents/orchestrator/LandingWorkflow"
import { Library } from "@aethercast/agents/sources/Library"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import type { Needs } from "@aethercast/cluster/Workflow"
import { Topic } from "@aethercast/domain/Topic"
import { Context, DateTime, Effect, Layer, Schema, Stream } from "effect"

/**
 * Keeps the landing page fresh: a run for each half hour and each change of the topics. A run is
 * named by both, so that looking once more, here or on another server, starts nothing twice.
 */
export class LandingKeeper extends Context.Service<
  LandingKeeper,
  {
    /** Makes the page once more, even if nothing changed: a listener asked for it. */
    readonly refresh: Effect.Effect<void>
  }
>()("@aethercast/server/listening/LandingKeeper") {
  static readonly layer = Layer.effect(
    LandingKeeper,
    Effect.gen(function* () {
      const library = yield* Library
      const feeds = yield* TopicSource
      const engine = yield* Effect.context<Needs>()

      const start = Effect.fn("LandingKeeper.start")(function* (wish: "due" | "asked for") {
        // A feed that is out of reach is the run's to report: it says so on the page.
        const topics = yield* Effect.orElseSucceed(feeds.topics, () => [])
        const now = yield* DateTime.now
        const due = `everyone:${halfHour(now)}.${digest(topics)}`
        const slot = wish === "due" ? due : `${due}.${DateTime.toEpochMillis(now)}`
        yield* Effect.provideContext(LandingWorkflow.start(new LandingSlot({ slot }), null), engine)
      })

      yield* library.changes.pipe(
        Stream.merge(Stream.tick("1 minute")),
        // One that fails must not be the last.
        Stream.runForEach(() => Effect.ignoreCause(start("due"), { log: true })),
        Effect.forkScoped
      )
      return LandingKeeper.of({ refresh: start("asked for") })
    })
  )
}

/** The beginning of the running half hour, such as `2026-11-22T16.30`. */
const halfHour = (now: DateTime.Utc): string => {
  const { day, hour, minute, month, year } = DateTime.toPartsUtc(now)
  return `${year}-${two(month)}-${two(day)}T${two(hour)}.${minute < 30 ? "00" : "30"}`
}

const topicsText = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(Schema.Array(Topic))))

const digest = (topics: ReadonlyArray<Topic>): string =>
  createHash("sha256").update(topicsText(topics)).digest("hex").slice(0, 12)

const two = (n: number) => String(n).padStart(2, "0")
