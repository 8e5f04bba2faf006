import * as Workflow from "@aethercast/cluster/Workflow"
import * as WorkflowSchedule from "@aethercast/cluster/WorkflowSchedule"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Cron, DateTime, Effect, Layer, Schedule, Schema } from "effect"
import { TopicCollector } from "../agents/TopicCollector.ts"
import { WebTopics } from "../sources/discovery/WebTopics.ts"

/** The input of a discovery: one run per half hour in the whole cluster. */
export class DiscoverySlot extends Schema.Class<DiscoverySlot>("aethercast/DiscoverySlot")({
  slot: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9:._-]{1,100}$/))
}) {}

export const DiscoveryWorkflow = Workflow.make({
  name: "Discovery",
  version: 1,
  input: DiscoverySlot,
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ slot }) => WorkflowId.make(`discovery:${slot}`),
  trigger: "schedule",
  priority: 2
})

/** Fills the pool of topics, which the next landing page is selected from. */
export const DiscoveryWorkflowLayer = DiscoveryWorkflow.layer(
  Effect.fn("DiscoveryWorkflow.run")(function* () {
    yield* TopicCollector.ask("collect", {})
  })
)

/**
 * Every half hour, and at the start of a node, once in the whole cluster; never when nothing on the web is
 * configured.
 */
export const DiscoveryScheduleLayer = Layer.unwrap(
  Effect.map(WebTopics, ({ providers }) =>
    providers.length === 0
      ? Layer.empty
      : Layer.merge(
          WorkflowSchedule.layer(DiscoveryWorkflow, {
            cron: Cron.parseUnsafe("*/30 * * * *"),
            input: (scheduledAt) => slotAt(scheduledAt),
            skipIfOlderThan: "1 hour"
          }),
          Layer.effectDiscard(Effect.forkScoped(startNow))
        )
  )
)

/** A run of the half hour that a time is in. */
export const slotAt = (time: DateTime.Utc): DiscoverySlot => {
  const { minute } = DateTime.toPartsUtc(time)
  const begin = DateTime.setPartsUtc(DateTime.startOf(time, "hour"), {
    minute: minute < 30 ? 0 : 30
  })
  return new DiscoverySlot({ slot: DateTime.formatIso(begin).slice(0, 16).replace(":", ".") })
}

/** Until the cluster can take it. */
const startNow = Effect.flatMap(DateTime.now, (now) => DiscoveryWorkflow.start(slotAt(now))).pipe(
  Effect.retry(Schedule.spaced("5 seconds").pipe(Schedule.upTo({ times: 12 }))),
  Effect.ignoreCause({ log: true })
)
