import { SurfaceId, SurfaceNotFound, UiDefinition } from "@aethercast/domain/UiDefinition"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Option, PubSub, Ref, Schema, Semaphore } from "effect"
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
    const publishing = yield* Semaphore.make(1)
    /** Workflows that a newer one took over from: what they still publish is out of date. */
    const superseded = new Set<WorkflowId>()
    const bell = yield* Effect.acquireRelease(PubSub.sliding<void>(1), PubSub.shutdown)

    const get = Effect.gen(function* () {
      return yield* Effect.mapError(
        Effect.fromOption(yield* Ref.get(latest)),
        () => new SurfaceNotFound({ surface })
      )
    })

    return SurfaceEntity.of({
      // Kept before it is shown: a version that was seen is never another one after a crash.
      Publish: Effect.fnUntraced(function* ({ payload: { definition, workflowId } }) {
        if (superseded.has(workflowId)) return
        const known = Option.getOrUndefined(yield* Ref.get(latest))
        if (known !== undefined && known.workflowId !== workflowId) superseded.add(known.workflowId)
        const version = known === undefined ? 0 : known.definition.version + 1
        const next = new Published({
          definition: new UiDefinition({ ...definition, version }),
          workflowId
        })
        yield* surfaces.keep(next)
        yield* Ref.set(latest, Option.some(next))
        yield* PubSub.publish(bell, undefined)
      }, publishing.withPermits(1)),

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
