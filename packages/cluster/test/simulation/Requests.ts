import { Cause, Data, Effect, Exit } from "effect"
import type { Network } from "./Network.ts"
import type { Process } from "./Process.ts"

/** No answer came: the request was executed or not. */
export class RequestLost extends Data.TaggedError("RequestLost")<{}> {}

/** Requests from outside the cluster, as browsers make them: one may be lost, come late, or twice. */
export class Requests {
  private readonly network: Network
  private readonly pending = new Map<Process, Set<() => void>>()

  constructor(network: Network) {
    this.network = network
  }

  /** Has `to` execute the work and answer `from`. A defect there is an answer of the status 500. */
  send<A, E>(
    from: Process,
    to: Process,
    work: Effect.Effect<A, E>,
    timeoutMillis = 30_000
  ): Effect.Effect<A, E | RequestLost> {
    const { faults, world } = this.network
    return Effect.callback<A, E | RequestLost>((resume) => {
      const lost = () => {
        forget()
        resume(Effect.fail(new RequestLost()))
      }
      const forget = () => this.pending.get(to)?.delete(lost)
      if (to.state === "killed") return void world.after(1, from, lost)
      this.pending.set(to, (this.pending.get(to) ?? new Set()).add(lost))
      const answer = (exit: Exit.Exit<A, E>) => {
        const { delay, isLost } = faults.message()
        if (isLost) return
        world.after(delay, from, () => {
          forget()
          resume(
            Exit.isFailure(exit) && !exit.cause.reasons.some(Cause.isFailReason)
              ? Effect.fail(new RequestLost())
              : exit
          )
        })
      }
      const arrive = () => {
        const { delay, isLost } = faults.message()
        if (!isLost) world.after(delay, to, () => to.fork(work).addObserver(answer))
      }
      arrive()
      if (faults.isRepeated()) arrive()
      world.after(timeoutMillis, from, lost)
    })
  }

  /** The kernel closes the connections of a process that was killed. */
  failAll(to: Process): void {
    for (const lost of this.pending.get(to) ?? []) this.network.world.after(1, undefined, lost)
    this.pending.delete(to)
  }
}
