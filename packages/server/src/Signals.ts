import { constants } from "node:os"
import { Cause, Effect, Exit, Runtime } from "effect"

/** Ends with 0 when it was asked to end, which is no failure. */
export const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)
    ? onExit(0)
    : Runtime.defaultTeardown(exit, onExit)

/**
 * A terminal that is closed ends us as SIGTERM does, with everything put away. Who says the same once
 * more does not want to wait: the process ends at once, as if it were killed.
 */
export const heeded = Effect.acquireRelease(
  Effect.sync(() => {
    const first = new Map<NodeJS.Signals, number>()
    const onSignal = (signal: NodeJS.Signals) => {
      const now = performance.now()
      const before = first.get(signal)
      if (before === undefined) first.set(signal, now)
      // Ctrl-C comes from the terminal and again from whoever started us.
      else if (now - before > 1000) process.exit(128 + constants.signals[signal])
    }
    process.on("SIGHUP", terminate).on("SIGINT", onSignal).on("SIGTERM", onSignal)
    return onSignal
  }),
  (onSignal) =>
    Effect.sync(() =>
      process.off("SIGHUP", terminate).off("SIGINT", onSignal).off("SIGTERM", onSignal)
    )
)

const terminate = () => {
  process.kill(process.pid, "SIGTERM")
}
