import type { Ramp } from "@aethercast/cluster/Ramp"
import { type RampFollowers, Ramps } from "@aethercast/cluster/Ramps"
import { Effect, Schedule } from "effect"
import * as RampText from "./RampText.ts"
import type { Report } from "./Report.ts"
import { count } from "./TextFormat.ts"

/**
 * Waits until every live node follows a change, for at most 8 s: a node looks for changes twice a second
 * and reports every two, and one that has died counts as live for 6 s.
 */
export const awaitFollowers = Effect.fn("RampOutcome.awaitFollowers")(function* (ramp: Ramp) {
  const ramps = yield* Ramps
  return yield* ramps.followers(ramp).pipe(
    Effect.filterOrFail(
      ({ behind }) => behind.length === 0,
      (followers) => followers
    ),
    Effect.retry(Schedule.spaced("250 millis").pipe(Schedule.upTo({ duration: "8 seconds" }))),
    Effect.catch((followers: RampFollowers) => Effect.succeed(followers))
  )
})

/** Done when every live node follows; `remarks` are further lines. */
export const report = (
  ramp: Ramp,
  followers: RampFollowers,
  remarks: ReadonlyArray<string> = []
): Report => ({
  json: { ...ramp, following: [...followers.following], behind: [...followers.behind] },
  lines: [RampText.sentence(ramp), ...remarks, sentence(followers)],
  done: followers.behind.length === 0
})

const sentence = ({ behind, following }: RampFollowers): string => {
  if (behind.length > 0) {
    return `Not followed yet by ${behind.join(", ")}: they hang, or have an older release.`
  }
  return following.length === 0
    ? "No node is running; those that start will follow."
    : `Followed by ${following.length === 1 ? "the only node" : `all ${count(following.length, "node")}`}.`
}
