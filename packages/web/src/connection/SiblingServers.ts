import { Effect, Stream } from "effect"
import type { ListenerClient } from "./ListenerClient.ts"
import { serverChoice } from "./ServerChoice.ts"
import { resubscribing } from "./Subscription.ts"

/** Learns from the connected server which others there are, as they come and go. */
export const follow = ({ connected, rpc }: ListenerClient["Service"]): Effect.Effect<void> =>
  resubscribing<ReadonlyArray<number>, never, never>(connected, rpc.WatchServers()).pipe(
    Stream.runForEach((ports) => Effect.sync(() => serverChoice.setSiblings(ports)))
  )
