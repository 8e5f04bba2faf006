import { Context, Duration } from "effect"

/**
 * How long a task waits for its agent to be registered: a node that starts receives tasks before all of
 * its agents are. Default: 10 s.
 */
export const RegistrationTimeout = Context.Reference<Duration.Duration>(
  "@aethercast/cluster/RegistrationTimeout",
  { defaultValue: () => Duration.seconds(10) }
)
