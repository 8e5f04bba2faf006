import { Context, Effect, Layer } from "effect"
import * as LedgerWriter from "./internal/LedgerWriter.ts"
import type { LedgerEntry } from "./LedgerEntry.ts"

/**
 * The history of every workflow and task, for operators. The engine decides from its own tables; the
 * ledger only describes what happened. So it is written behind: entries wait at most 50 ms and are
 * written together, and a short task costs less than one statement. Entries that a crash loses are
 * recorded again when the task is answered or its workflow is replayed.
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
  }
>()("@aethercast/cluster/Ledger") {
  static readonly layer = Layer.effect(Ledger, LedgerWriter.make)

  /** For tests, and for agents that run without a database. */
  static readonly layerMemory = (entries: Array<LedgerEntry>) => {
    const record = (entry: LedgerEntry) => Effect.sync(() => void entries.push(entry))
    return Layer.succeed(Ledger, Ledger.of({ record, recordAndFlush: record }))
  }
}
