import { Effect, Layer, Stream } from "effect"
import { Circuits } from "./Circuits.ts"
import { SupervisionEvent } from "./SupervisionEvent.ts"
import { SupervisionEvents } from "./SupervisionEvents.ts"

/** Publishes the changes of circuits as supervision events. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const circuits = yield* Circuits
    const events = yield* SupervisionEvents
    yield* circuits.transitions.pipe(
      Stream.runForEach((change) =>
        events.publish(undefined, SupervisionEvent.cases.CircuitChanged.make(change))
      ),
      Effect.forkScoped
    )
  })
)
