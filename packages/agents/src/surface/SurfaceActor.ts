import { SurfaceEvent, SurfaceId, SurfaceNotFound, UiDefinition } from "@aethercast/domain/Surface"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { type Cause, Effect, Option, PubSub, Queue, Ref } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { Published, Surfaces } from "../store/Surfaces.ts"

/** The actor that owns a view: its latest definition, and who watches it. Its entity id is the view's. */
export const SurfaceEntity = Entity.make("Surface", [
  Rpc.make("Publish", { payload: { definition: UiDefinition, workflowId: WorkflowId } }),
  Rpc.make("Get", { success: Published, error: SurfaceNotFound }),
  Rpc.make("Watch", { success: SurfaceEvent, error: SurfaceNotFound, stream: true })
])

/** Serves views on this node. Watchers of a view that nobody published yet wait for it. */
export const SurfaceActorLayer = SurfaceEntity.toLayer(
  Effect.gen(function* () {
    const surfaces = yield* Surfaces
    const { entityId } = yield* Entity.CurrentAddress
    const surface = SurfaceId.make(entityId)
    const latest = yield* Ref.make(yield* surfaces.find(surface))
    const bell = yield* Effect.acquireRelease(PubSub.sliding<void>(1), PubSub.shutdown)

    return SurfaceEntity.of({
      Publish: Effect.fnUntraced(function* ({ payload: { definition, workflowId } }) {
        const next = yield* Ref.modify(latest, (known) => {
          const version = Option.match(known, {
            onNone: () => 0,
            onSome: (published) => published.definition.version + 1
          })
          const published = new Published({
            definition: new UiDefinition({ ...definition, version }),
            workflowId
          })
          return [published, Option.some(published)]
        })
        yield* PubSub.publish(bell, undefined)
        yield* surfaces.keep(next)
      }),

      Get: Effect.fnUntraced(function* () {
        return yield* Effect.mapError(
          Effect.fromOption(yield* Ref.get(latest)),
          () => new SurfaceNotFound({ surface })
        )
      }),

      Watch: Effect.fnUntraced(function* () {
        const queue = yield* Queue.make<SurfaceEvent, Cause.Done>({ capacity: 16 })
        const subscription = yield* PubSub.subscribe(bell)
        const follow = Effect.gen(function* () {
          let told = Option.none<UiDefinition>()
          while (true) {
            const now = Option.map(yield* Ref.get(latest), ({ definition }) => definition)
            if (Option.isSome(now)) {
              const event = eventFor(told, now.value)
              if (Option.isSome(event)) yield* Queue.offer(queue, event.value)
              told = now
            }
            yield* PubSub.take(subscription)
          }
        })
        yield* Effect.forkScoped(follow)
        return queue
      })
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "5 minutes" }
)

/** What a watcher that knows `told` must be told now; several changes at once become one patch. */
const eventFor = (told: Option.Option<UiDefinition>, now: UiDefinition) =>
  Option.match(told, {
    onNone: () => Option.some<SurfaceEvent>(SurfaceEvent.cases.Snapshot.make({ definition: now })),
    onSome: (before) => SurfaceState.difference(before, now)
  })
