import { Data, Effect, Exit } from "effect"
import type { Faults } from "./Faults.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

/** A statement failed, or its result was lost: it may have been executed or not. */
export class StatementLost extends Data.TaggedError("StatementLost")<{}> {}

/**
 * The connection of a process to a database in memory. A statement is executed at one moment, as a
 * serializable transaction would be, and even if its process is killed after it was sent.
 */
export class Database {
  private readonly world: World
  private readonly faults: Faults

  constructor(world: World, faults: Faults) {
    this.world = world
    this.faults = faults
  }

  execute<A>(process: Process, statement: () => A): Effect.Effect<A, StatementLost> {
    return Effect.callback<A, StatementLost>((resume) => {
      const sending = this.faults.statement()
      const answering = this.faults.statement()
      const answer = (exit: Exit.Exit<A, StatementLost>) =>
        this.world.after(answering.delay, process, () => resume(exit))
      this.world.after(sending.delay, undefined, () => {
        if (sending.isLost) return answer(Exit.fail(new StatementLost()))
        const result = statement()
        answer(answering.isLost ? Exit.fail(new StatementLost()) : Exit.succeed(result))
      })
    })
  }

  /** As the stores do it: a statement is repeated until its result arrives. */
  persist<A>(process: Process, statement: () => A): Effect.Effect<A> {
    return this.execute(process, statement).pipe(
      Effect.catch(() => Effect.andThen(Effect.sleep(50), this.persist(process, statement)))
    )
  }
}
