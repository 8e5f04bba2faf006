import { Context, Effect, Layer } from "effect"
import type { Execution } from "./Execution.ts"
import * as Executions from "./internal/Executions.ts"
import * as LedgerWriter from "./internal/LedgerWriter.ts"
import * as OpenChildren from "./internal/OpenChildren.ts"
import type { LedgerEntry } from "./LedgerEntry.ts"

/**
 * The history of every workflow and task, for operators. The engine decides from its own tables; the
 * ledger only describes what happened. So it is written behind: entries wait at most 50 ms and are
 * written together, and a short task costs less than one statement. Entries that a crash loses are
 * recorded again when the task is answered or its workflow is replayed.
 *
 * The exception: cancelling a workflow finds its children here, which are flushed before they start.
 */
export class Ledger extends Context.Service<
  Ledger,
  {
    record(entry: LedgerEntry): Effect.Effect<void>
    /**
     * Records, and waits at most 5 s until the statement is sent: for an end that nobody would record
     * again. Postgres finishes a statement that it has received, even if the node dies meanwhile.
     */
    recordAndFlush(entry: LedgerEntry): Effect.Effect<void>
    /** The executions of a task; the last 50 ms may be missing. */
    executions(taskId: string): Effect.Effect<ReadonlyArray<Execution>>
    /** The child workflows of a workflow that have not ended. */
    openChildren(workflowId: string): Effect.Effect<ReadonlyArray<OpenChildren.OpenChild>>
  }
>()("@aethercast/cluster/Ledger") {
  static readonly layer = Layer.effect(
    Ledger,
    Effect.gen(function* () {
      const writer = yield* LedgerWriter.make
      const executions = yield* Executions.make
      const openChildren = yield* OpenChildren.make
      return Ledger.of({ ...writer, executions, openChildren })
    })
  )

  /** For tests, and for agents that run without a database. */
  static readonly layerMemory = (entries: Array<LedgerEntry>) => {
    const record = (entry: LedgerEntry) => Effect.sync(() => void entries.push(entry))
    const openChildren = (workflowId: string) =>
      Effect.sync(() => OpenChildren.select(entries, workflowId))
    const executions = (taskId: string) => Effect.sync(() => Executions.select(entries, taskId))
    return Layer.succeed(
      Ledger,
      Ledger.of({ record, recordAndFlush: record, executions, openChildren })
    )
  }
}
