import { Clock, Effect, PubSub, Ref, Stream } from "effect"
import type { StoredCircuit } from "../Circuit.ts"
import type { CircuitStore } from "../CircuitStore.ts"

/** For tests, and for agents that run without a database. */
export const make = Effect.gen(function* () {
  const circuits = yield* Ref.make<ReadonlyMap<string, StoredCircuit>>(new Map())
  const hub = yield* PubSub.sliding<void>(1)
  const store: CircuitStore["Service"] = {
    read: Ref.get(circuits),
    write: (dependency, stored) =>
      Ref.modify(circuits, (all) =>
        (all.get(dependency)?.revision ?? 0) === stored.revision - 1
          ? [true, new Map([...all, [dependency, stored]])]
          : [false, all]
      ).pipe(Effect.tap(() => PubSub.publish(hub, undefined))),
    now: Clock.currentTimeMillis,
    changes: Stream.fromPubSub(hub)
  }
  return store
})
