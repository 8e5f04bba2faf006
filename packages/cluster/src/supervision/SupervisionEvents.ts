import { Clock, Context, Effect, Layer, Metric, PubSub, Schema, Stream } from "effect"

/** What supervision decided, and why. */
export const Decision = Schema.TaggedUnion({
  Attempted: { way: Schema.String, attempt: Schema.Int },
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
  DeadLettered: { holdsMillis: Schema.Finite },
  Replayed: {},
  Discarded: { reason: Schema.String },
  Cancelled: { reason: Schema.String },
  TimedOut: { millis: Schema.Finite },
  /** A circuit opened, closed, or lets one probe through. */
  CircuitChanged: { dependency: Schema.String, from: Schema.String, to: Schema.String }
})
export type Decision = typeof Decision.Type

/** A decision, and whom it is about; a circuit is about no task. */
export class Decided extends Schema.Class<Decided>("aethercast/cluster/Decided")({
  /** Epoch milliseconds. */
  at: Schema.Finite,
  agent: Schema.NullOr(Schema.String),
  task: Schema.NullOr(Schema.String),
  workflowId: Schema.NullOr(Schema.String),
  decision: Decision
}) {}

/** Every decision of this node: as a span event, as a metric, and as a stream that can be shown. */
export class Decisions extends Context.Service<
  Decisions,
  {
    tell(
      about:
        | { readonly agent: string; readonly id: string; readonly workflowId: string }
        | undefined,
      decision: Decision
    ): Effect.Effect<Decided>
    /** From now on; who is slower than 1,000 decisions misses the oldest. */
    readonly stream: Stream.Stream<Decided>
  }
>()("@aethercast/cluster/Decisions") {
  static readonly layer = Layer.effect(
    Decisions,
    Effect.gen(function* () {
      const hub = yield* PubSub.sliding<Decided>(1000)
      yield* Effect.addFinalizer(() => PubSub.shutdown(hub))
      return Decisions.of({
        tell: Effect.fnUntraced(function* (about, decision) {
          const at = yield* Clock.currentTimeMillis
          const decided = new Decided({
            at,
            agent: about?.agent ?? null,
            task: about?.id ?? null,
            workflowId: about?.workflowId ?? null,
            decision
          })
          yield* Metric.update(
            Metric.withAttributes(counter, {
              decision: decision._tag,
              agent: about?.agent ?? "circuit"
            }),
            1
          )
          yield* Effect.currentSpan.pipe(
            Effect.tap((span) =>
              Effect.sync(() =>
                span.event(decision._tag, BigInt(at) * 1_000_000n, attributes(decided))
              )
            ),
            Effect.ignore
          )
          yield* PubSub.publish(hub, decided)
          return decided
        }),
        stream: Stream.fromPubSub(hub)
      })
    })
  )
}

const counter = Metric.counter("aethercast_decisions_total", {
  description: "Decisions of supervision",
  incremental: true
})

const attributes = ({ decision, task }: Decided): Record<string, unknown> => ({ ...decision, task })
