import { Context, Effect, Layer } from "effect"
import { Ledger } from "../../ledger/Ledger.ts"
import type { LedgerEntry } from "../../ledger/LedgerEntry.ts"
import type { RecordedEvent, SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"

/** What happened in a test. */
export class Recorded extends Context.Service<
  Recorded,
  {
    /** The tags of all events about a task (`<run>/<step>`), in order; without one, of circuits. */
    events(task?: string): Effect.Effect<ReadonlyArray<SupervisionEvent["_tag"]>>
    /** All entries of the ledger, in order. */
    readonly entries: ReadonlyArray<LedgerEntry>
  }
>()("@aethercast/cluster/TestKit/Recorded") {}

/** The ledger and the supervision events of a test, recorded. */
export const layer = Layer.suspend(() => {
  const entries: Array<LedgerEntry> = []
  const recorded: Array<RecordedEvent> = []
  const events = Layer.effect(
    SupervisionEvents,
    Effect.map(SupervisionEvents, (service) =>
      SupervisionEvents.of({
        ...service,
        publish: (task, event) =>
          Effect.tap(service.publish(task, event), (published) =>
            Effect.sync(() => void recorded.push(published))
          )
      })
    )
  ).pipe(Layer.provide(SupervisionEvents.layer))
  return Layer.mergeAll(
    events,
    Ledger.layerMemory(entries),
    Layer.succeed(
      Recorded,
      Recorded.of({
        entries,
        events: (task) =>
          Effect.sync(() =>
            recorded.filter((one) => one.task === (task ?? null)).map(({ event }) => event._tag)
          )
      })
    )
  )
})
