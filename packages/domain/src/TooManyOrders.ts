import { Schema } from "effect"

/**
 * An episode was not ordered, since too many were: from this listener's address or session, or by
 * everybody together.
 */
export class TooManyOrders extends Schema.TaggedError<TooManyOrders>()("TooManyOrders", {
  by: Schema.Literals(["listener", "everybody"]),
  /** After this time another try may succeed. */
  retryAfterSeconds: Schema.Natural
}) {
  override get message() {
    const where = this.by === "listener" ? "from your address or session" : "at this server"
    return `Too many episodes were ordered ${where}. Try again in ${this.retryAfterSeconds} s.`
  }
}
