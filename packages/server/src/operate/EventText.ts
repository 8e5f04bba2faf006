import { SupervisionEvent } from "@aethercast/cluster/SupervisionEvent"
import { Option, Predicate, Schema } from "effect"
import { duration } from "./TextFormat.ts"

/** A stored supervision event in words, and its time. One of a newer release gives its tag only. */
export const describe = (
  stored: Schema.Json
): { readonly at: number | null; readonly words: string } => ({
  at: Predicate.hasProperty(stored, "at") && Predicate.isNumber(stored.at) ? stored.at : null,
  words: Option.match(decode(stored), {
    onSome: words,
    onNone: () =>
      Predicate.hasProperty(stored, "_tag") ? String(stored._tag) : JSON.stringify(stored)
  })
})

const words = (event: SupervisionEvent): string =>
  SupervisionEvent.match(event, {
    Attempted: ({ attempt, route }) => `attempt ${attempt}: ${route}`,
    BackedOff: ({ error, millis }) => `retries in ${duration(millis)}: ${error}`,
    Restarted: ({ crash, millis }) => `crashed, restarts in ${duration(millis)}: ${crash}`,
    Escalated: ({ crash }) => `crashed too often, gives up: ${crash}`,
    Rejected: ({ dependency, retryAfterMillis }) =>
      `not tried: ${dependency} is down, next probe in ${duration(retryAfterMillis)}`,
    Overdue: ({ dependency, millis }) => `${dependency} did not answer within ${duration(millis)}`,
    FellBack: ({ to }) => `falls back to ${to}`,
    Degraded: () => "gives its degraded answer",
    DeadLettered: ({ windowMillis }) =>
      `became a dead letter; its workflow waits ${duration(windowMillis)} for a replay`,
    Replayed: () => "replayed by an operator",
    Discarded: ({ reason }) => `discarded by an operator: ${reason}`,
    Cancelled: ({ reason }) => `cancelled: ${reason}`,
    TimedOut: ({ millis }) => `timed out after ${duration(millis)}`,
    CircuitChanged: ({ dependency, from, to }) => `circuit of ${dependency}: ${from} to ${to}`
  })

const decode = Schema.decodeUnknownOption(SupervisionEvent)
