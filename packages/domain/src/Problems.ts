import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"

/** The session has no document with this id. */
export class UnknownDocument extends HttpApiError.Problem<UnknownDocument>()("UnknownDocument", {
  type: "urn:aethercast:problem:unknown-document",
  status: 404,
  title: "Unknown document"
}) {}

/** The document has no text that can be read, or too much. */
export class UnreadableDocument extends HttpApiError.Problem<UnreadableDocument>()(
  "UnreadableDocument",
  {
    type: "urn:aethercast:problem:unreadable-document",
    status: 422,
    title: "Unreadable document"
  }
) {}

/** Too many documents were uploaded in a short time. */
export class TooManyDocuments extends HttpApiError.Problem<TooManyDocuments>()("TooManyDocuments", {
  type: "urn:aethercast:problem:too-many-documents",
  status: 429,
  title: "Too many documents"
}) {}

/** The server does not request this address. */
export class RefusedAddress extends HttpApiError.Problem<RefusedAddress>()("RefusedAddress", {
  type: "urn:aethercast:problem:refused-address",
  status: 422,
  title: "Refused address"
}) {}

/** The server knows no topic with this id. */
export class UnknownTopic extends HttpApiError.Problem<UnknownTopic>()("UnknownTopic", {
  type: "urn:aethercast:problem:unknown-topic",
  status: 404,
  title: "Unknown topic"
}) {}

/** No podcast has this id. */
export class UnknownPodcast extends HttpApiError.Problem<UnknownPodcast>()("UnknownPodcast", {
  type: "urn:aethercast:problem:unknown-podcast",
  status: 404,
  title: "Unknown podcast"
}) {}

/** The podcast has no such chapter yet. */
export class UnknownChapter extends HttpApiError.Problem<UnknownChapter>()("UnknownChapter", {
  type: "urn:aethercast:problem:unknown-chapter",
  status: 404,
  title: "Unknown chapter"
}) {}

/** The `Idempotency-Key` belongs to an order of another topic, length or style. */
export class PodcastConflict extends HttpApiError.Problem<PodcastConflict>()("PodcastConflict", {
  type: "urn:aethercast:problem:podcast-conflict",
  status: 409,
  title: "Key in use"
}) {}

/** The id belongs to another command of this podcast. */
export class SteeringConflict extends HttpApiError.Problem<SteeringConflict>()("SteeringConflict", {
  type: "urn:aethercast:problem:steering-conflict",
  status: 409,
  title: "Id in use"
}) {}

/** No voice of this server speaks the language. */
export class UnknownLanguage extends HttpApiError.Problem<UnknownLanguage>()("UnknownLanguage", {
  type: "urn:aethercast:problem:unknown-language",
  status: 422,
  title: "Unknown language"
}) {}

/** The podcast failed before any of it was spoken. */
export class NothingToHear extends HttpApiError.Problem<NothingToHear>()("NothingToHear", {
  type: "urn:aethercast:problem:nothing-to-hear",
  status: 404,
  title: "Nothing to hear"
}) {}

/** The requested byte range starts after the end of the file. */
export class RangeNotSatisfiable extends HttpApiError.Problem<RangeNotSatisfiable>()(
  "RangeNotSatisfiable",
  {
    type: "urn:aethercast:problem:range-not-satisfiable",
    status: 416,
    title: "Range not satisfiable"
  }
) {}

/** Too many podcasts were ordered, by this client or by all together. */
export class OrderRefused extends HttpApiError.Problem<OrderRefused>()(
  "OrderRefused",
  {
    type: "urn:aethercast:problem:order-refused",
    status: 429,
    title: "Too many orders"
  },
  {
    /** The same as in the header `Retry-After`. */
    retryAfterSeconds: Schema.Natural
  }
) {}

/** The request has no token or cookie of a session. */
export class SessionRequired extends HttpApiError.Problem<SessionRequired>()("SessionRequired", {
  type: "urn:aethercast:problem:session-required",
  status: 401,
  title: "Session required"
}) {}

/** The podcast was ordered by another session, or without one. */
export class NotYourPodcast extends HttpApiError.Problem<NotYourPodcast>()("NotYourPodcast", {
  type: "urn:aethercast:problem:not-your-podcast",
  status: 403,
  title: "Not your podcast"
}) {}

/** The session cannot follow this: too much already, an unknown time zone, or an address that is not public. */
export class FollowRefused extends HttpApiError.Problem<FollowRefused>()("FollowRefused", {
  type: "urn:aethercast:problem:follow-refused",
  status: 422,
  title: "Cannot be followed"
}) {}

/** The session follows nothing with this id. */
export class UnknownFollow extends HttpApiError.Problem<UnknownFollow>()("UnknownFollow", {
  type: "urn:aethercast:problem:unknown-follow",
  status: 404,
  title: "Not followed"
}) {}

/** Too many sessions were opened from one address. */
export class TooManySessions extends HttpApiError.Problem<TooManySessions>()("TooManySessions", {
  type: "urn:aethercast:problem:too-many-sessions",
  status: 429,
  title: "Too many sessions"
}) {}

/** Nothing has been published yet: retry in a moment. */
export class NotReady extends HttpApiError.Problem<NotReady>()("NotReady", {
  type: "urn:aethercast:problem:not-ready",
  status: 503,
  title: "Not ready"
}) {}

/**
 * What a server needs to be ready: its database, the other nodes (`peers`), no shutdown in progress
 * (`stay`), and time (`pace`): nothing occupies its thread for seconds.
 */
export const ReadinessCheck = Schema.Literals(["database", "peers", "stay", "pace"])
export type ReadinessCheck = typeof ReadinessCheck.Type

/** This server cannot work now; another one may. `missing` are the failed checks. */
export class ServerNotReady extends HttpApiError.Problem<ServerNotReady>()(
  "ServerNotReady",
  {
    type: "urn:aethercast:problem:server-not-ready",
    status: 503,
    title: "Server not ready"
  },
  { missing: Schema.NonEmptyArray(ReadinessCheck) }
) {}
