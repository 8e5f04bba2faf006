import { Schema } from "effect"

/**
 * An episode was not ordered, since too many were: from this listener's address or session, or by
 * everybody together.
 */
export class TooManyOrders extends Schema.TaggedError<TooManyOrders>()("TooManyOrders", {
  by: Schema.Literals(["listener", "everybody"]),
  /** After this time another try may succeed. */
  retryAfterSeconds: Schema.Natural
}) {}
