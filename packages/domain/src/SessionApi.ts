import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { TooManySessions } from "./Problems.ts"

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
    )
  )
  .prefix("/api/v1")
