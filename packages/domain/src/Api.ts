import { Schema } from "effect"
import {
  HttpApi,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiMiddleware,
  HttpApiSchema,
  OpenApi
} from "effect/http-api"
import { ChaptersJson } from "./ChaptersJson.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { Podcast } from "./Podcast.ts"
import { PodcastOrder } from "./PodcastOrder.ts"
import {
  NothingToHear,
  NotReady,
  RangeNotSatisfiable,
  ServerNotReady,
  UnknownPodcast,
  UnknownTopic
} from "./Problems.ts"
import { UiDefinition } from "./Surface.ts"
import { WorkflowId } from "./Workflow.ts"

const described = (summary: string, description = "") =>
  OpenApi.annotations({ summary, description })

export const SnippetsApi = HttpApiGroup.make("snippets")
  .add(
    HttpApiEndpoint.get("landing", "/snippets", {
      success: Schema.Struct({ workflowId: WorkflowId, definition: UiDefinition }),
      error: NotReady
    }).annotateMerge(
      described(
        "The landing page",
        "Its definition as data, and the workflow that published it. Fresh snippets appear in it while they are written."
      )
    )
  )
  .prefix("/api/v1")

const params = { id: EpisodeId }

export const PodcastsApi = HttpApiGroup.make("podcasts")
  .add(
    HttpApiEndpoint.post("order", "/podcasts", {
      payload: PodcastOrder,
      success: HttpApiSchema.WithHeaders(
        Schema.Struct({ episodeId: EpisodeId, workflowId: WorkflowId }).pipe(
          HttpApiSchema.status(202)
        ),
        { location: Schema.String }
      ),
      error: UnknownTopic
    })
      .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
      .annotateMerge(
        described(
          "Make a podcast",
          "Answers at once; the podcast is made meanwhile. Say `topicId` or `topic`, not both; it lasts 180 seconds and is a conversation unless you say otherwise."
        )
      ),
    HttpApiEndpoint.get("podcast", "/podcasts/:id", {
      params,
      success: Podcast,
      error: UnknownPodcast
    }).annotateMerge(described("How a podcast is coming along")),
    HttpApiEndpoint.get("audio", "/podcasts/:id/audio.mp3", {
      params,
      success: HttpApiSchema.StreamUint8Array({ contentType: "audio/mpeg" }),
      error: [UnknownPodcast, NothingToHear, RangeNotSatisfiable]
    }).annotateMerge(
      described(
        "Its sound",
        "MP3, 48 kHz, mono, 64 kbit/s. A finished podcast is a file, with single byte ranges. One that is being made comes from its start to its end in one response of unknown length, as fast as it is made; it is made to its end for that."
      )
    ),
    HttpApiEndpoint.get("transcript", "/podcasts/:id/transcript.vtt", {
      params,
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/vtt; charset=utf-8" })),
      error: UnknownPodcast
    }).annotateMerge(described("What is said in it so far, as WebVTT")),
    HttpApiEndpoint.get("chapters", "/podcasts/:id/chapters.json", {
      params,
      success: ChaptersJson.pipe(
        HttpApiSchema.asJson({ contentType: "application/json+chapters" })
      ),
      error: UnknownPodcast
    }).annotateMerge(described("Its chapters so far"))
  )
  .prefix("/api/v1")

const Well = Schema.Struct({ status: Schema.Literal("ok") })

export const SystemApi = HttpApiGroup.make("system").add(
  HttpApiEndpoint.get("alive", "/healthz", { success: Well }).annotateMerge(
    described("Whether the process is alive")
  ),
  HttpApiEndpoint.get("ready", "/readyz", { success: Well, error: ServerNotReady }).annotateMerge(
    described(
      "Whether it can work",
      "The database answered within the last 10 seconds, this node is not cut off from the others, and it is not about to go. At its start every shard of the cluster has answered once. A balancer sends requests where this is 200."
    )
  )
)

/** What programs can ask of a server. Every error is a problem document (RFC 9457). */
export class Api extends HttpApi.make("aethercast")
  .add(SnippetsApi, PodcastsApi, SystemApi)
  .middleware(HttpApiMiddleware.ProblemDetails)
  .annotateMerge(
    OpenApi.annotations({
      title: "Aethercast",
      version: "1",
      description: "Podcasts made by AI agents, on demand.",
      license: { name: "MIT" }
    })
  ) {}
