import { createHmac, randomBytes } from "node:crypto"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { SessionId } from "@aethercast/domain/Session"
import { Effect } from "effect"

/**
 * The ids of a session's episodes. Each is 80 bits and their seal, which only the server can make and
 * which fits no other session: a listener can neither choose an id nor order under the id of another.
 */
export const fresh = (session: SessionId): Effect.Effect<EpisodeId> =>
  Effect.sync(() => sealed(session, randomBytes(length / 2).toString("hex")))

/** The id of the order that a session repeats with this `Idempotency-Key`. */
export const ofKey = (session: SessionId, key: string): EpisodeId =>
  sealed(session, hmac(session, `key ${key}`))

/** Whether an id was made for this session. */
export const isOf = (session: SessionId, id: EpisodeId): boolean =>
  id === sealed(session, id.slice(0, length))

/** The id of an order without a session: 160 random bits. */
export const anonymous: Effect.Effect<EpisodeId> = Effect.sync(() =>
  EpisodeId.make(randomBytes(length).toString("hex"))
)

/** Hexadecimal digits of either half. */
const length = 20

const sealed = (session: SessionId, nonce: string): EpisodeId =>
  EpisodeId.make(nonce + hmac(session, `id ${nonce}`))

/** The id of a session is its key: it is known to the server only. */
const hmac = (session: SessionId, text: string): string =>
  createHmac("sha256", session).update(text).digest("hex").slice(0, length)
