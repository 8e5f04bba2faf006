import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"

/** No such topic is known here. */
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

/** It failed before anything of it could be spoken. */
export class NothingToHear extends HttpApiError.Problem<NothingToHear>()("NothingToHear", {
  type: "urn:aethercast:problem:nothing-to-hear",
  status: 404,
  title: "Nothing to hear"
}) {}

/** The part that is asked for begins behind the end. */
export class RangeNotSatisfiable extends HttpApiError.Problem<RangeNotSatisfiable>()(
  "RangeNotSatisfiable",
  {
    type: "urn:aethercast:problem:range-not-satisfiable",
    status: 416,
    title: "Range not satisfiable"
  }
) {}

/** It will be there in a moment: ask again. */
export class NotReady extends HttpApiError.Problem<NotReady>()("NotReady", {
  type: "urn:aethercast:problem:not-ready",
  status: 503,
  title: "Not ready"
}) {}

/** What a server cannot do without: its database, the other nodes, and its own staying. */
export const Need = Schema.Literals(["database", "peers", "stay"])
export type Need = typeof Need.Type

/** This server can do no work now; others may. */
export class ServerNotReady extends HttpApiError.Problem<ServerNotReady>()(
  "ServerNotReady",
  {
    type: "urn:aethercast:problem:server-not-ready",
    status: 503,
    title: "Server not ready"
  },
  { missing: Schema.NonEmptyArray(Need) }
) {}
