import { constants } from "node:os"
import { Cause, Effect, Exit, Runtime } from "effect"

/** Exit code 0 when a signal ended the process: that is no failure. */
export const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)
    ? onExit(0)
    : Runtime.defaultTeardown(exit, onExit)

/**
 * Handles signals: a closed terminal (SIGHUP) ends the process in order, as SIGTERM does. The same
 * signal a second time ends it at once.
 */
export const handled = Effect.acquireRelease(
  Effect.sync(() => {
    const first = new Map<NodeJS.Signals, number>()
    const onSignal = (signal: NodeJS.Signals) => {
      const now = performance.now()
      const before = first.get(signal)
      if (before === undefined) first.set(signal, now)
      // Ctrl-C reaches us from the terminal, and again from a parent process such as npm.
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
