import { Effect, Schedule, Schema, Stream } from "effect"
import { RpcClientError } from "effect/rpc"
import { backoff } from "./Connection.ts"

/** What is watched was lost: the connection broke, the server failed, or it fell out of step. */
export class Lost extends Schema.TaggedError<Lost>()("Lost", {}) {}

/**
 * Watches something on the server for as long as the page wants it. Whatever breaks the stream, it is
 * asked for anew as soon as there is a connection; only an error that says something about the thing
 * itself ends it.
 */
export const watched = <A, E, R>(
  opened: Effect.Effect<void>,
  stream: Stream.Stream<A, E | RpcClientError.RpcClientError | Lost, R>
): Stream.Stream<A, E, R> =>
  Stream.unwrap(Effect.as(opened, stream)).pipe(
    Stream.catchDefect(() => Stream.fail(new Lost())),
    Stream.retry(Schedule.while(backoff, ({ input }) => isLoss(input))),
    // The schedule does not end: what is left are the errors of the thing itself.
    Stream.catch((error) => (isLoss(error) ? Stream.empty : Stream.fail(error)))
  )

export const isLoss = (error: unknown): error is Lost | RpcClientError.RpcClientError =>
  error instanceof Lost || error instanceof RpcClientError.RpcClientError
