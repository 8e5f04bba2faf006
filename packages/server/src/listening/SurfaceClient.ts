import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import type { SurfaceEvent } from "@aethercast/domain/SurfaceEvent"
import type { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { Context, Effect, Layer, Option, Stream } from "effect"
import { ask } from "./Asking.ts"

/** Where listeners turn to for views, whichever node has them. */
export class SurfaceDesk extends Context.Service<
  SurfaceDesk,
  {
    /** A snapshot as soon as the view is published, then its changes; several at once become one patch. */
    watch(surface: SurfaceId): Stream.Stream<SurfaceEvent>
  }
>()("@aethercast/server/listening/SurfaceDesk") {
  static readonly layer = Layer.effect(
    SurfaceDesk,
    Effect.gen(function* () {
      const client = yield* SurfaceEntity.client

      return SurfaceDesk.of({
        watch: (surface) =>
          Stream.paginate(Option.none<UiDefinition>(), (told) =>
            ask(client(surface).Poll(seen(told))).pipe(
              Effect.map(
                ({ definition }) =>
                  [
                    Option.toArray(eventFor(told, definition)),
                    Option.some(Option.some(definition))
                  ] as const
              ),
              // Nobody has published it yet.
              Effect.catchTag("SurfaceNotFound", () =>
                Effect.succeed([[], Option.some(told)] as const)
              )
            )
          )
      })
    })
  )
}

const seen = (told: Option.Option<UiDefinition>) =>
  Option.isSome(told) ? { seen: told.value.version } : {}

/** What a watcher that knows `told` must be told now. */
const eventFor = (
  told: Option.Option<UiDefinition>,
  now: UiDefinition
): Option.Option<SurfaceEvent> =>
  Option.match(told, {
    onNone: () => Option.some(SurfaceState.snapshot(now)),
    onSome: (before) => SurfaceState.difference(before, now)
  })
