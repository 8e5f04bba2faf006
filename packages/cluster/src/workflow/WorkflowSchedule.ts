import { type Cron, type DateTime, type Duration, Effect } from "effect"
import { ClusterCron } from "effect/cluster"
import type { Workflow } from "./Workflow.ts"

/**
 * Starts a workflow at the times of a cron expression, once in the whole cluster. The input is made from
 * the time that was due: a workflow id derived from it names the run, so that a repeated start does
 * nothing.
 */
export const layer = <I, A, E>(
  workflow: Pick<Workflow<I, A, E>, "name" | "start">,
  options: {
    readonly cron: Cron.Cron
    readonly input: (scheduledAt: DateTime.Utc) => I
    /** After a downtime, runs that were due longer ago are skipped. Default: 1 day. */
    readonly skipIfOlderThan?: Duration.Input
  }
) =>
  ClusterCron.make({
    name: `Workflow/${workflow.name}`,
    cron: options.cron,
    execute: Effect.flatMap(ClusterCron.CurrentScheduledTime, (scheduledAt) =>
      workflow.start(options.input(scheduledAt))
    ),
    skipIfOlderThan: options.skipIfOlderThan
  })
