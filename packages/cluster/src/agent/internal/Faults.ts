import { Context, Effect, Layer } from "effect"
import { IdempotencyStore } from "../IdempotencyStore.ts"

/** Faults that a test injects. */
export class Faults extends Context.Service<
  Faults,
  {
    /** See `TestKit.crashAfter`. */
    crashAfter(task: string, key: string): Effect.Effect<void>
  }
>()("@aethercast/cluster/TestKit/Faults") {
  /** The store of a test's results, which crashes where the test says. */
  static readonly layer = Layer.suspend(() => {
    const crashes = new Set<string>()
    const store = Layer.effect(
      IdempotencyStore,
      Effect.map(IdempotencyStore, (service) =>
        IdempotencyStore.of({
          once: (key, schema, effect) =>
            Effect.tap(service.once(key, schema, effect), () =>
              crashes.delete(key)
                ? Effect.die(`A test crashes the agent after ${key}`)
                : Effect.void
            )
        })
      )
    ).pipe(Layer.provide(IdempotencyStore.layerMemory))
    return Layer.merge(
      store,
      Layer.succeed(
        Faults,
        Faults.of({
          crashAfter: (task, key) => Effect.sync(() => void crashes.add(`${task}/${key}`))
        })
      )
    )
  })
}
