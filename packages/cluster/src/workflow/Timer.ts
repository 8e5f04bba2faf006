import type { Duration, Effect } from "effect"
import { DurableClock, type WorkflowEngine } from "effect/workflow"
import { retryWorkflowEngine } from "./internal/EngineWorkflow.ts"

/**
 * Sleeps within a run, for seconds or months: the time is counted from the first call of this name, on
 * whichever node the run goes on. The run is suspended meanwhile, and needs no memory.
 */
export const sleep = (
  name: string,
  duration: Duration.Input
): Effect.Effect<void, never, WorkflowEngine.WorkflowEngine | WorkflowEngine.WorkflowInstance> =>
  // The engine's default sleeps in memory for up to a minute, and once more after a takeover.
  retryWorkflowEngine(DurableClock.sleep({ name, duration, inMemoryThreshold: "1 second" }))
