import { Schema } from "effect"

/** Names one listener: chosen by the browser at random and kept there, 20 to 40 lower-case letters and digits. */
export const SessionId = Schema.String.check(Schema.isPattern(/^[a-z0-9]{20,40}$/)).pipe(
  Schema.brand("SessionId")
)
export type SessionId = typeof SessionId.Type
