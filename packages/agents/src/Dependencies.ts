import * as Dependency from "@aethercast/cluster/Dependency"

/** The voice that speaks. A line may fail four times for its own sake before the voice is to blame. */
export const voice = Dependency.make("voice", {
  circuit: { failures: 10, within: "1 minute", cooldown: "15 seconds" }
})

/** Where topics and documents come from. */
export const sources = Dependency.make("sources", {
  circuit: { failures: 10, within: "1 minute", cooldown: "15 seconds" }
})
