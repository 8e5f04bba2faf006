import { createHash } from "node:crypto"
import { LandingSlot, LandingWorkflow } from "@aethercast/agents/orchestrator/LandingWorkflow"
import { Library } from "@aethercast/agents/sources/Library"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { TopicPool } from "@aethercast/agents/store/TopicPool"
import { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { Topic } from "@aethercast/domain/Topic"
import { Context, DateTime, Effect, Layer, Schema, Stream } from "effect"
import { atMostEvery } from "./Throttle.ts"

/**
 * Starts a run of the landing page's workflow for each half hour and each change of the topics. Both
 * are in the run's id, so that a repeated start, here or on another server, does nothing.
 */
export class LandingScheduler extends Context.Service<
  LandingScheduler,
  {
    /**
     * Starts a run although nothing has changed, for a listener who asked for it: one every 10 s,
     * however many listeners ask, and at however many servers.
     */
    readonly refresh: Effect.Effect<void>
  }
>()("@aethercast/server/listening/LandingScheduler") {
  static readonly layer = Layer.effect(
    LandingScheduler,
    Effect.gen(function* () {
      const library = yield* Library
      const feeds = yield* TopicSource
      const pool = yield* TopicPool
      const workflows = yield* WorkflowClient

      const start = Effect.fn("LandingScheduler.start")(function* (cause: "due" | "requested") {
        // A feed that cannot be reached is reported on the page, by the run.
        const topics = yield* Effect.orElseSucceed(feeds.topics, () => [])
        const pooled = yield* pool.version
        const now = yield* DateTime.now
        const due = `everyone:${halfHour(now)}.${digest(topics, pooled)}`
        const slot =
          cause === "due"
            ? due
            : `${due}.${Math.floor(DateTime.toEpochMillis(now) / refreshMillis)}`
        yield* Effect.provideService(
          LandingWorkflow.start(new LandingSlot({ slot })),
          WorkflowClient,
          workflows
        )
      })

      yield* library.changes.pipe(
        Stream.merge(Stream.tick("1 minute")),
        // A start that fails must not end the schedule.
        Stream.runForEach(() => Effect.ignoreCause(start("due"), { log: true })),
        Effect.forkScoped
      )
      const { throttled } = yield* atMostEvery(refreshMillis, start("requested"))
      return LandingScheduler.of({ refresh: throttled })
    })
  )
}

/** A page that was refreshed is fresh for this long. */
const refreshMillis = 10_000

/** The beginning of the running half hour, such as `2026-11-22T16.30`. */
const halfHour = (now: DateTime.Utc): string => {
  const { day, hour, minute, month, year } = DateTime.toPartsUtc(now)
  return `${year}-${two(month)}-${two(day)}T${two(hour)}.${minute < 30 ? "00" : "30"}`
}

const topicsText = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(Schema.Array(Topic))))

const digest = (topics: ReadonlyArray<Topic>, pooled: string): string =>
  createHash("sha256").update(topicsText(topics)).update(pooled).digest("hex").slice(0, 12)

const two = (n: number) => String(n).padStart(2, "0")
