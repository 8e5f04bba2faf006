import type { SurfaceEvent } from "@aethercast/domain/SurfaceEvent"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { type SurfaceId, SurfaceNotFound, type UiDefinition } from "@aethercast/domain/UiDefinition"
import { Effect, Option, Stream } from "effect"
import { AsyncResult, Atom } from "effect/reactivity"
import type { RpcClientError } from "effect/rpc"
import { ListenerClient } from "../connection/ListenerClient.ts"
import { rpcRuntime } from "../connection/RpcRuntime.ts"
import { resubscribing, SubscriptionLost } from "../connection/Subscription.ts"

/** The current definition of a surface. Subscribed to the server while the atom is in use. */
export const surfaceAtom = Atom.family((surface: SurfaceId) =>
  rpcRuntime.atom(
    Stream.unwrap(
      ListenerClient.useSync(({ connected, rpc }) =>
        resubscribing(connected, states(rpc.WatchSurface({ surface })))
      )
    )
  )
)

export type SurfaceResult = Atom.Type<ReturnType<typeof surfaceAtom>>

export const definitionOf = (result: SurfaceResult): UiDefinition | undefined =>
  Option.getOrUndefined(AsyncResult.value(result))

export const isNotFound = (result: SurfaceResult): boolean =>
  Option.exists(AsyncResult.error(result), (error) => error instanceof SurfaceNotFound)

type Events = Stream.Stream<SurfaceEvent, SurfaceNotFound | RpcClientError.RpcClientError>

/** The definition after each event. A patch that does not apply loses the subscription. */
const states = (events: Events) =>
  Stream.suspend(() => {
    let state = Option.none<UiDefinition>()
    return events.pipe(
      Stream.mapEffect((event) =>
        Effect.fromResult(SurfaceState.apply(state, event)).pipe(
          Effect.mapError(() => new SubscriptionLost())
        )
      ),
      Stream.map((definition) => {
        state = Option.some(definition)
        return definition
      }),
      Stream.concat(Stream.fail(new SubscriptionLost()))
    )
  })
