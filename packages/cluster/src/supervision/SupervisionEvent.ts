import { Schema } from "effect"

/** A decision of supervision, and what led to it. */
export const SupervisionEvent = Schema.TaggedUnion({
  Attempted: { route: Schema.String, attempt: Schema.Int },
  BackedOff: { millis: Schema.Finite, error: Schema.String },
  Restarted: { millis: Schema.Finite, crash: Schema.String },
  /** The actor crashed more often than its supervision allows: the task fails. */
  Escalated: { crash: Schema.String },
  /** A circuit was open: the attempt did not start. */
  Rejected: { dependency: Schema.String, retryAfterMillis: Schema.Finite },
  /** A dependency did not answer in time: the attempt was interrupted. */
  Overdue: { dependency: Schema.String, millis: Schema.Finite },
  FellBack: { to: Schema.String },
  Degraded: {},
  DeadLettered: { windowMillis: Schema.Finite },
  Replayed: {},
  Discarded: { reason: Schema.String },
  Cancelled: { reason: Schema.String },
  TimedOut: { millis: Schema.Finite },
  /** A circuit opened, half opened (one probe goes through), or closed. */
  CircuitChanged: { dependency: Schema.String, from: Schema.String, to: Schema.String }
})
export type SupervisionEvent = typeof SupervisionEvent.Type

/** An event, when it happened, and which task it is about: null for a circuit. */
export const RecordedEvent = Schema.Struct({
  /** Epoch milliseconds. */
  at: Schema.Finite,
  agent: Schema.NullOr(Schema.String),
  task: Schema.NullOr(Schema.String),
  workflowId: Schema.NullOr(Schema.String),
  event: SupervisionEvent
})
export type RecordedEvent = typeof RecordedEvent.Type
