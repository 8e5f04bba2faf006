import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SessionRequired, TooManySessions } from "./Problems.ts"
import { SessionRecord } from "./SessionRecord.ts"

/** What is remembered of one listener. */
export const SessionApi = HttpApiGroup.make("session")
  .add(
    HttpApiEndpoint.post("open", "/session", {
      success: Schema.Struct({ token: Schema.String }).pipe(HttpApiSchema.status(201)),
      error: TooManySessions
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Open a session",
        description:
          "Its podcasts, positions and feed belong to whoever has the token: send it as `Authorization: Bearer`. The page of this server has a cookie instead, which its scripts cannot read."
      })
    ),
    HttpApiEndpoint.get("export", "/session", {
      success: SessionRecord,
      error: SessionRequired
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Everything that is remembered of the session",
        description:
          "Its orders, where it stopped, and what it heard. What its podcasts consist of is at their paths."
      })
    ),
    HttpApiEndpoint.delete("forget", "/session", {
      success: HttpApiSchema.NoContent,
      error: SessionRequired
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Forget the session",
        description:
          "Deletes everything that is remembered of it, its podcasts included. Its token and its cookie are of no use any more."
      })
    )
  )
  .prefix("/api/v1")
