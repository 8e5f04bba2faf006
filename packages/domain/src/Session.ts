import { Schema } from "effect"

/** Identifies a listener: 20 to 40 lower-case letters and digits, chosen at random by the browser and stored there. */
export const SessionId = Schema.String.check(Schema.isPattern(/^[a-z0-9]{20,40}$/)).pipe(
  Schema.brand("SessionId")
)
export type SessionId = typeof SessionId.Type
