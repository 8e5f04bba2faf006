import { SurfaceId, SurfaceNotFound, UiDefinition } from "@aethercast/domain/Surface"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Option, PubSub, Ref, Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { Published, Surfaces } from "../store/Surfaces.ts"

/** The actor that owns a view: its latest definition, and who waits for the next. Its entity id is the view's. */
export const SurfaceEntity = Entity.make("Surface", [
  Rpc.make("Publish", { payload: { definition: UiDefinition, workflowId: WorkflowId } }),
  Rpc.make("Get", { success: Published, error: SurfaceNotFound }),
  /** The latest definition; waits a few seconds while it is the version that was seen. */
  Rpc.make("Next", {
    payload: { seen: Schema.optionalKey(Schema.Natural) },
    success: Published,
    error: SurfaceNotFound
  })
])

/** Serves views on this node. */
export const SurfaceActorLayer = SurfaceEntity.toLayer(
  Effect.gen(function* () {
    const surfaces = yield* Surfaces
    const { entityId } = yield* Entity.CurrentAddress
    const surface = SurfaceId.make(entityId)
    const latest = yield* Ref.make(yield* surfaces.find(surface))
    const bell = yield* Effect.acquireRelease(PubSub.sliding<void>(1), PubSub.shutdown)

    const get = Effect.gen(function* () {
      return yield* Effect.mapError(
        Effect.fromOption(yield* Ref.get(latest)),
        () => new SurfaceNotFound({ surface })
      )
    })

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

      Get: () => get,

      Next: Effect.fnUntraced(function* ({ payload: { seen } }) {
        const subscription = yield* PubSub.subscribe(bell)
        const known = Option.map(yield* Ref.get(latest), ({ definition }) => definition.version)
        if (Option.getOrUndefined(known) === seen) {
          yield* Effect.timeoutOption(PubSub.take(subscription), "5 seconds")
        }
        return yield* get
      }, Effect.scoped)
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "5 minutes" }
)
