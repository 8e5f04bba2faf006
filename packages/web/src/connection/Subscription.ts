import { Effect, Schedule, Schema, Stream } from "effect"
import { RpcClientError } from "effect/rpc"
import { backoff } from "./Backoff.ts"

/** A subscription ended early or can no longer be applied; a new one starts with a snapshot. */
export class SubscriptionLost extends Schema.TaggedError<SubscriptionLost>()(
  "SubscriptionLost",
  {}
) {}

/**
 * Keeps a stream from the server alive: when the connection or the server fails, it subscribes again
 * as soon as there is a connection. Only errors of the subscribed resource itself end it.
 */
export const resubscribing = <A, E, R>(
  connected: Effect.Effect<void>,
  stream: Stream.Stream<A, E | RpcClientError.RpcClientError | SubscriptionLost, R>
): Stream.Stream<A, E, R> =>
  Stream.unwrap(Effect.as(connected, stream)).pipe(
    Stream.catchDefect(() => Stream.fail(new SubscriptionLost())),
    Stream.retry(Schedule.while(backoff, ({ input }) => isTransient(input))),
    // The schedule never ends, so that only errors of the resource arrive here.
    Stream.catch((error) => (isTransient(error) ? Stream.empty : Stream.fail(error)))
  )

/** Whether an error comes from the connection or the server rather than the resource: retry. */
export const isTransient = (
  error: unknown
): error is SubscriptionLost | RpcClientError.RpcClientError =>
  error instanceof SubscriptionLost || error instanceof RpcClientError.RpcClientError
