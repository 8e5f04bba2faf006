import { SurfaceId, SurfaceNotFound, UiDefinition } from "@aethercast/domain/UiDefinition"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Option, Ref, Schema, Semaphore } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import * as ChangeSignal from "../ChangeSignal.ts"
import { PublishedSurface, Surfaces } from "../store/Surfaces.ts"

/** The actor that owns a surface and its latest definition. Its entity id is the surface's id. */
export const SurfaceEntity = Entity.make("Surface", [
  Rpc.make("Publish", { payload: { definition: UiDefinition, workflowId: WorkflowId } }),
  Rpc.make("Get", { success: PublishedSurface, error: SurfaceNotFound }),
  /** Long poll for a version other than `seen`; answers with the same one after a few seconds. */
  Rpc.make("Poll", {
    payload: { seen: Schema.optionalKey(Schema.Natural) },
    success: PublishedSurface,
    error: SurfaceNotFound
  })
])

/** Serves surfaces on this node. */
export const SurfaceActorLayer = SurfaceEntity.toLayer(
  Effect.gen(function* () {
    const surfaces = yield* Surfaces
    const { entityId } = yield* Entity.CurrentAddress
    const surface = SurfaceId.make(entityId)
    const latest = yield* Ref.make(yield* surfaces.find(surface))
    const publishing = yield* Semaphore.make(1)
    const changes = yield* ChangeSignal.make
    /** Workflows after which a newer one has published: their definitions are out of date. */
    const superseded = new Set<WorkflowId>()

    const get = Effect.gen(function* () {
      return yield* Effect.mapError(
        Effect.fromOption(yield* Ref.get(latest)),
        () => new SurfaceNotFound({ surface })
      )
    })

    return SurfaceEntity.of({
      // Stored before it is visible, so that a crash never gives two definitions the same version.
      Publish: Effect.fnUntraced(function* ({ payload: { definition, workflowId } }) {
        if (superseded.has(workflowId)) return
        const previous = Option.getOrUndefined(yield* Ref.get(latest))
        if (previous !== undefined && previous.workflowId !== workflowId) {
          superseded.add(previous.workflowId)
        }
        const version = previous === undefined ? 0 : previous.definition.version + 1
        const next = new PublishedSurface({
          definition: new UiDefinition({ ...definition, version }),
          workflowId
        })
        yield* surfaces.save(next)
        yield* Ref.set(latest, Option.some(next))
        yield* changes.notify
      }, publishing.withPermits(1)),

      Get: () => get,

      Poll: Effect.fnUntraced(function* ({ payload: { seen } }) {
        const unseen = Effect.map(
          Ref.get(latest),
          Option.filter(({ definition }) => definition.version !== seen)
        )
        const polled = yield* changes.longPoll(unseen)
        return Option.isSome(polled) ? polled.value : yield* get
      })
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "5 minutes" }
)
