import { Context, type Effect, Layer } from "effect"
import type { AlreadySettled, DeadLetter, DeadLetterNotFound, Settlement } from "./DeadLetter.ts"
import type { DeadLetterFilter } from "./DeadLetterFilter.ts"
import * as MemoryDeadLetters from "./internal/MemoryDeadLetters.ts"
import * as PgDeadLetters from "./internal/PgDeadLetters.ts"

/** The tasks that supervision gave up, until an operator replays or discards them. */
export class DeadLetters extends Context.Service<
  DeadLetters,
  {
    /**
     * Stores a letter. A task has one: when the task dies again, its letter waits again. Adding the
     * same letter a second time changes nothing, even if it was settled in between.
     */
    add(letter: DeadLetter): Effect.Effect<void>
    /** At most 1,000, newest first. */
    list(filter: DeadLetterFilter): Effect.Effect<ReadonlyArray<DeadLetter>>
    find(taskId: string): Effect.Effect<DeadLetter, DeadLetterNotFound>
    /** Ends the wait of a letter. Of several concurrent calls one succeeds. */
    settle(
      taskId: string,
      settlement: Settlement
    ): Effect.Effect<void, DeadLetterNotFound | AlreadySettled>
    /** Settles every letter of a workflow that waits. */
    settleAll(workflowId: string, settlement: Settlement): Effect.Effect<void>
  }
>()("@aethercast/cluster/DeadLetters") {
  static readonly layer = Layer.effect(DeadLetters, PgDeadLetters.make)

  static readonly layerMemory = Layer.effect(DeadLetters, MemoryDeadLetters.make)
}
