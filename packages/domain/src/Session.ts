import { Schema } from "effect"

/**
 * Identifies a session: what is remembered of one listener. It is no secret of the listener's, but a hash
 * of it: 40 hexadecimal digits.
 */
export const SessionId = Schema.String.check(Schema.isPattern(/^[a-z0-9]{20,40}$/)).pipe(
  Schema.brand("SessionId")
)
export type SessionId = typeof SessionId.Type

/** The call belongs to no session, or to one that was deleted: `POST /api/v1/session` makes one. */
export class NoSession extends Schema.TaggedError<NoSession>()("NoSession", {}) {}

/** Only the session that ordered an episode may change it; others may listen. */
export class NotYourEpisode extends Schema.TaggedError<NotYourEpisode>()("NotYourEpisode", {}) {}
