import { Clock, Context, Effect, Layer, Metric, PubSub, Schema, Stream } from "effect"

/** What supervision decided, and why. */
export const SupervisionEvent = Schema.TaggedUnion({
  Attempted: { route: Schema.String, attempt: Schema.Int },
  BackedOff: { millis: Schema.Finite, error: Schema.String },
  Restarted: { millis: Schema.Finite, crash: Schema.String },
  /** The actor crashed more often than it may: whoever asked must deal with it. */
  Escalated: { crash: Schema.String },
  /** A circuit was open: nothing was tried. */
  Rejected: { dependency: Schema.String, retryAfterMillis: Schema.Finite },
  /** A dependency took longer than it may: the attempt was ended. */
  Overdue: { dependency: Schema.String, millis: Schema.Finite },
  FellBack: { to: Schema.String },
  Degraded: {},
  DeadLettered: { windowMillis: Schema.Finite },
  Replayed: {},
  Discarded: { reason: Schema.String },
  Cancelled: { reason: Schema.String },
  TimedOut: { millis: Schema.Finite },
  /** A circuit opened, closed, or lets one probe through. */
  CircuitChanged: { dependency: Schema.String, from: Schema.String, to: Schema.String }
})
export type SupervisionEvent = typeof SupervisionEvent.Type

/** A decision, and whom it is about; a circuit is about no task. */
export class RecordedEvent extends Schema.Class<RecordedEvent>("aethercast/cluster/RecordedEvent")({
  /** Epoch milliseconds. */
  at: Schema.Finite,
  agent: Schema.NullOr(Schema.String),
  task: Schema.NullOr(Schema.String),
  workflowId: Schema.NullOr(Schema.String),
  event: SupervisionEvent
}) {}

/** Every decision of this node: as a span event, as a metric, and as a stream that can be shown. */
export class SupervisionEvents extends Context.Service<
  SupervisionEvents,
  {
    tell(
      about:
        | { readonly agent: string; readonly id: string; readonly workflowId: string }
        | undefined,
      event: SupervisionEvent
    ): Effect.Effect<RecordedEvent>
    /** From now on; who is slower than 1,000 events misses the oldest. */
    readonly stream: Stream.Stream<RecordedEvent>
  }
>()("@aethercast/cluster/SupervisionEvents") {
  static readonly layer = Layer.effect(
    SupervisionEvents,
    Effect.gen(function* () {
      const hub = yield* PubSub.sliding<RecordedEvent>(1000)
      yield* Effect.addFinalizer(() => PubSub.shutdown(hub))
      return SupervisionEvents.of({
        tell: Effect.fnUntraced(function* (about, event) {
          const at = yield* Clock.currentTimeMillis
          const recorded = new RecordedEvent({
            at,
            agent: about?.agent ?? null,
            task: about?.id ?? null,
            workflowId: about?.workflowId ?? null,
            event
          })
          yield* Metric.update(
            Metric.withAttributes(counter, {
              event: event._tag,
              agent: about?.agent ?? "circuit"
            }),
            1
          )
          yield* Effect.currentSpan.pipe(
            Effect.tap((span) =>
              Effect.sync(() =>
                span.event(event._tag, BigInt(at) * 1_000_000n, attributes(recorded))
              )
            ),
            Effect.ignore
          )
          yield* PubSub.publish(hub, recorded)
          return recorded
        }),
        stream: Stream.fromPubSub(hub)
      })
    })
  )
}

const counter = Metric.counter("aethercast_supervision_events_total", {
  description: "SupervisionEvents of supervision",
  incremental: true
})

const attributes = ({ event, task }: RecordedEvent): Record<string, unknown> => ({
  ...event,
  task
})
