import { Schema } from "effect"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Follow, FollowId, FollowRequest } from "./Follow.ts"
import { FollowRefused, SessionRequired, UnknownFollow } from "./Problems.ts"

const described = (summary: string, description = "") =>
  OpenApi.annotations({ summary, description })

/** What a session follows. */
export const FollowsApi = HttpApiGroup.make("follows")
  .add(
    HttpApiEndpoint.post("follow", "/follows", {
      payload: FollowRequest,
      success: Follow.pipe(HttpApiSchema.status(201)),
      error: [SessionRequired, FollowRefused]
    })
      .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
      .annotateMerge(
        described(
          "Follow a topic or a feed",
          "From the next morning on there is a fresh podcast each day at seven, by the clocks of `timeZone`, among the podcasts of the session: about the topic, or about the newest entry of the feed unless there was one already. Give either `topic` or `feed`; at most 20 of both."
        )
      ),
    HttpApiEndpoint.get("list", "/follows", {
      success: Schema.Struct({ follows: Schema.Array(Follow) }),
      error: SessionRequired
    }).annotateMerge(described("What the session follows", "Newest first.")),
    HttpApiEndpoint.delete("unfollow", "/follows/:id", {
      params: { id: FollowId },
      success: HttpApiSchema.NoContent,
      error: [SessionRequired, UnknownFollow]
    }).annotateMerge(described("Follow it no longer", "Its podcasts stay."))
  )
  .prefix("/api/v1")
