import { Clock, Context, Effect, Layer, Metric, PubSub, Stream } from "effect"
import type { Task } from "../agent/Task.ts"
import type { RecordedEvent, SupervisionEvent } from "./SupervisionEvent.ts"

/** Publishes every supervision event of this node: to the trace, the metrics and a stream. */
export class SupervisionEvents extends Context.Service<
  SupervisionEvents,
  {
    /** Records an event about a task, or about none (a circuit), with the time it happened. */
    publish(
      task: Pick<Task, "id" | "agent" | "workflowId"> | undefined,
      event: SupervisionEvent
    ): Effect.Effect<RecordedEvent>
    /** The events from now on. A consumer that falls 1,000 behind loses the oldest. */
    readonly stream: Stream.Stream<RecordedEvent>
  }
>()("@aethercast/cluster/SupervisionEvents") {
  static readonly layer = Layer.effect(
    SupervisionEvents,
    Effect.gen(function* () {
      const hub = yield* PubSub.sliding<RecordedEvent>(1000)
      yield* Effect.addFinalizer(() => PubSub.shutdown(hub))
      const counterOf = countersByKind()

      const publish = Effect.fnUntraced(function* (
        task: Pick<Task, "id" | "agent" | "workflowId"> | undefined,
        event: SupervisionEvent
      ) {
        const recorded: RecordedEvent = {
          at: yield* Clock.currentTimeMillis,
          agent: task?.agent ?? null,
          task: task?.id ?? null,
          workflowId: task?.workflowId ?? null,
          event
        }
        yield* Metric.update(counterOf(recorded), 1)
        yield* addToSpan(recorded)
        yield* PubSub.publish(hub, recorded)
        return recorded
      })

      return SupervisionEvents.of({ publish, stream: Stream.fromPubSub(hub) })
    })
  )
}

const counter = Metric.counter("aethercast_supervision_events_total", {
  description: "Decisions of supervision, by agent and kind",
  incremental: true
})

/** One counter for each agent and kind: a metric computes its key when it is first updated. */
const countersByKind = () => {
  const counters = new Map<string, typeof counter>()
  return ({ agent, event: { _tag: event } }: RecordedEvent) => {
    const key = `${event} ${agent}`
    const known = counters.get(key)
    if (known !== undefined) return known
    const made = Metric.withAttributes(counter, { event, agent: agent ?? "circuit" })
    counters.set(key, made)
    return made
  }
}

const addToSpan = ({ at, event, task }: RecordedEvent) =>
  Effect.currentSpan.pipe(
    Effect.tap((span) =>
      Effect.sync(() => span.event(event._tag, BigInt(at) * 1_000_000n, { ...event, task }))
    ),
    Effect.ignore
  )
