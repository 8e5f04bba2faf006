import { Effect } from "effect"

/**
 * Runs an effect, and returns the longest time that the event loop was occupied meanwhile: processor
 * time of this thread, in milliseconds. A machine that is busy with other work does not count.
 */
export const longestTurn = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.sync(watch),
    (turns) => Effect.map(effect, (value) => ({ value, millis: turns })),
    (turns) => Effect.sync(turns.stop)
  ).pipe(Effect.map(({ millis, value }) => ({ value, millis: millis.longest() })))

const watch = () => {
  let longest = 0
  let before = process.threadCpuUsage()
  const measure = () => {
    const { system, user } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }
  let next: NodeJS.Immediate
  const turn = () => {
    measure()
    next = setImmediate(turn)
  }
  next = setImmediate(turn)
  return {
    longest: () => {
      measure()
      return longest
    },
    stop: () => clearImmediate(next)
  }
}
