import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SessionRequired, TooManySessions } from "./Problems.ts"
import { SessionRecord } from "./SessionRecord.ts"
import { Taste, Theme } from "./Taste.ts"

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
          "Its orders, where it stopped, what it heard, and what its taste follows from. What its podcasts consist of is at their paths."
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
    ),
    HttpApiEndpoint.get("taste", "/session/taste", {
      success: Schema.Struct({ interests: Taste }),
      error: SessionRequired
    }).annotateMerge(
      OpenApi.annotations({
        summary: "What the session likes",
        description:
          "By theme, from -1 (disliked) to 1 (liked), the strongest first. It follows from thumbs, skips, orders and how much of an episode was heard, each counting half after 30 days, and orders the topics of the page for this session."
      })
    ),
    HttpApiEndpoint.delete("forgetTaste", "/session/taste", {
      success: HttpApiSchema.NoContent,
      error: SessionRequired
    }).annotateMerge(OpenApi.annotations({ summary: "Forget what the session likes" })),
    HttpApiEndpoint.delete("forgetTheme", "/session/taste/:theme", {
      params: { theme: Theme },
      success: HttpApiSchema.NoContent,
      error: SessionRequired
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Forget one theme",
        description: "It counts no more, until something new says that the session likes it."
      })
    )
  )
  .prefix("/api/v1")
