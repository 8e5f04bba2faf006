import { SupervisionEvent } from "@aethercast/cluster/SupervisionEvent"
import { Option, Predicate, Schema } from "effect"
import { took } from "./Words.ts"

/** A stored decision in words, and when it was made; of a newer release only its name is told. */
export const decided = (
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
    BackedOff: ({ error, millis }) => `tries again in ${took(millis)}: ${error}`,
    Restarted: ({ crash, millis }) => `crashed, begins afresh in ${took(millis)}: ${crash}`,
    Escalated: ({ crash }) => `crashed too often, gives up: ${crash}`,
    Rejected: ({ dependency, retryAfterMillis }) =>
      `not tried: ${dependency} is down, for ${took(retryAfterMillis)} more`,
    Overdue: ({ dependency, millis }) => `${dependency} did not answer within ${took(millis)}`,
    FellBack: ({ to }) => `falls back: ${to}`,
    Degraded: () => "answers with what is left",
    DeadLettered: ({ windowMillis }) =>
      `is a dead letter; its workflow waits ${took(windowMillis)} for a replay`,
    Replayed: () => "replayed by an operator",
    Discarded: ({ reason }) => `discarded by an operator: ${reason}`,
    Cancelled: ({ reason }) => `called off: ${reason}`,
    TimedOut: ({ millis }) => `not answered within ${took(millis)}`,
    CircuitChanged: ({ dependency, from, to }) => `circuit of ${dependency}: ${from} to ${to}`
  })

const decode = Schema.decodeUnknownOption(SupervisionEvent)
