import type { SurfaceEvent } from "@aethercast/domain/SurfaceEvent"
import { type SurfaceId, SurfaceNotFound } from "@aethercast/domain/UiDefinition"
import type { UiDefinition } from "@aethercast/domain/UiDefinition"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { Effect, Option, Stream } from "effect"
import { AsyncResult, Atom } from "effect/reactivity"
import type { RpcClientError } from "effect/rpc"
import { client, Control } from "../connection/Client.ts"
import { Lost, watched } from "../connection/Subscription.ts"

/** A view as the server changes it, for as long as it is looked at. */
export const surfaceAtom = Atom.family((surface: SurfaceId) =>
  client.atom(
    Stream.unwrap(
      Control.useSync(({ opened, rpc }) => watched(opened, states(rpc.WatchSurface({ surface }))))
    )
  )
)

export type Watched = Atom.Type<ReturnType<typeof surfaceAtom>>

export const definitionOf = (watched: Watched): UiDefinition | undefined =>
  Option.getOrUndefined(AsyncResult.value(watched))

export const isMissing = (watched: Watched): boolean =>
  Option.exists(AsyncResult.error(watched), (error) => error instanceof SurfaceNotFound)

type Events = Stream.Stream<SurfaceEvent, SurfaceNotFound | RpcClientError.RpcClientError>

/** A patch that does not fit loses the view: asked for anew, it starts with a snapshot. */
const states = (events: Events) =>
  Stream.suspend(() => {
    let state = Option.none<UiDefinition>()
    return events.pipe(
      Stream.mapEffect((event) =>
        Effect.fromResult(SurfaceState.apply(state, event)).pipe(Effect.mapError(() => new Lost()))
      ),
      Stream.map((definition) => {
        state = Option.some(definition)
        return definition
      }),
      Stream.concat(Stream.fail(new Lost()))
    )
  })
