import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import type { SurfaceEvent } from "@aethercast/domain/SurfaceEvent"
import type { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { Context, Effect, Layer, Option, Stream } from "effect"
import { callEntity } from "./EntityCall.ts"

/** The views of the cluster, for listeners: finds the node of a view, and follows it when it moves. */
export class SurfaceClient extends Context.Service<
  SurfaceClient,
  {
    /** A snapshot once the view is published, then patches; several changes may come as one patch. */
    watch(surface: SurfaceId): Stream.Stream<SurfaceEvent>
  }
>()("@aethercast/server/listening/SurfaceClient") {
  static readonly layer = Layer.effect(
    SurfaceClient,
    Effect.gen(function* () {
      const client = yield* SurfaceEntity.client

      return SurfaceClient.of({
        watch: (surface) =>
          Stream.paginate(Option.none<UiDefinition>(), (last) =>
            callEntity(client(surface).Poll(seen(last))).pipe(
              Effect.map(
                ({ definition }) =>
                  [
                    Option.toArray(eventFor(last, definition)),
                    Option.some(Option.some(definition))
                  ] as const
              ),
              // It has not been published yet.
              Effect.catchTag("SurfaceNotFound", () =>
                Effect.succeed([[], Option.some(last)] as const)
              )
            )
          )
      })
    })
  )
}

const seen = (last: Option.Option<UiDefinition>) =>
  Option.isSome(last) ? { seen: last.value.version } : {}

/** What brings a watcher from the last definition that it got to this one. */
const eventFor = (
  last: Option.Option<UiDefinition>,
  now: UiDefinition
): Option.Option<SurfaceEvent> =>
  Option.match(last, {
    onNone: () => Option.some(SurfaceState.snapshot(now)),
    onSome: (before) => SurfaceState.difference(before, now)
  })
