import { Schema } from "effect"

/** Identifies one run of an orchestrator workflow, e.g. `episode:k3v...` or `landing:2026-11-22T10:15`. */
export const WorkflowId = Schema.String.check(
  Schema.isPattern(/^[a-z]+:[A-Za-z0-9:._-]{1,120}$/)
).pipe(Schema.brand("WorkflowId"))
export type WorkflowId = typeof WorkflowId.Type
