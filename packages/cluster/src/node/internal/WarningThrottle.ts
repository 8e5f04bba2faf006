import { Clock, Effect } from "effect"

/** Logs a warning at once, and those of the next ten seconds as one line with the last and their number. */
export const make = (what: string) => {
  let quietUntil = 0
  let unreported = 0
  return Effect.fnUntraced(function* (text: string) {
    unreported += 1
    const now = yield* Clock.currentTimeMillis
    if (now < quietUntil) return
    const more = unreported > 1 ? ` (${unreported} ${what} since the last such line)` : ""
    quietUntil = now + 10_000
    unreported = 0
    yield* Effect.logWarning(`${text}${more}`)
  })
}
