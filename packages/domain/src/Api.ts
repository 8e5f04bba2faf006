import { Effect, Schema } from "effect"
import {
  HttpApi,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiMiddleware,
  HttpApiSchema,
  OpenApi
} from "effect/http-api"
import { ChaptersJson } from "./ChaptersJson.ts"
import { DocumentsApi } from "./DocumentsApi.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { ForkChange, ForkChapter } from "./EpisodeRequest.ts"
import { FollowsApi } from "./FollowsApi.ts"
import { Podcast } from "./Podcast.ts"
import { PodcastRequest } from "./PodcastRequest.ts"
import {
  NothingToHear,
  NotYourPodcast,
  NotReady,
  OrderRefused,
  PodcastConflict,
  RangeNotSatisfiable,
  RefusedAddress,
  ServerNotReady,
  SessionRequired,
  SteeringConflict,
  UnknownChapter,
  UnknownDocument,
  UnknownPodcast,
  UnknownLanguage,
  UnknownTopic,
  UnreadableDocument
} from "./Problems.ts"
import { Style } from "./Script.ts"
import { SessionApi } from "./SessionApi.ts"
import { SteeringCommand, SteeringOutcome } from "./SteeringCommand.ts"
import { UiDefinition } from "./UiDefinition.ts"
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
        "Its UI definition, and the workflow that published it. Snippets appear in it as they are written."
      )
    )
  )
  .prefix("/api/v1")

const params = { id: EpisodeId }

const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[\x21-\x7e]{1,200}$/, {
    message: "An Idempotency-Key has 1 to 200 visible ASCII characters."
  })
)

/** RFC 6585, section 4. */
const OrderRefusedWithHeader = OrderRefused.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: OrderRefused, headers: { "retry-after": Schema.FiniteFromString } },
    {
      decode: ({ body }) => body,
      encode: (body) => ({ body, headers: { "retry-after": body.retryAfterSeconds } })
    }
  )
)

const Ordered = HttpApiSchema.WithHeaders(
  Schema.Struct({ episodeId: EpisodeId, workflowId: WorkflowId }).pipe(HttpApiSchema.status(202)),
  { location: Schema.String }
)

export const PodcastsApi = HttpApiGroup.make("podcasts")
  .add(
    HttpApiEndpoint.post("create", "/podcasts", {
      headers: { "idempotency-key": Schema.optionalKey(IdempotencyKey) },
      payload: PodcastRequest,
      success: Ordered,
      error: [
        UnknownTopic,
        UnknownDocument,
        UnreadableDocument,
        RefusedAddress,
        UnknownLanguage,
        SessionRequired,
        PodcastConflict,
        OrderRefusedWithHeader
      ]
    })
      .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
      .annotateMerge(
        described(
          "Create a podcast",
          "Responds at once and generates the podcast in the background. When many are ordered it waits for its turn, with the status `queued`; when too many are, it is refused. Give one of `topicId`, `topic`, `url`, `text` and `documentId`. `focus` says in a sentence what matters to you about it: the episode stays on its topic, prefers what its sources say on that, and says so when they say nothing. The default is a conversation of 180 seconds. A podcast that a session orders belongs to it. With an `Idempotency-Key`, which a session chooses freely, the order can be repeated: it is the same podcast, and another order with that key is refused."
        )
      ),
    HttpApiEndpoint.get("list", "/podcasts", {
      query: {
        limit: Schema.optionalKey(
          Schema.FiniteFromString.check(
            Schema.isInt(),
            Schema.isBetween(
              { minimum: 1, maximum: 100 },
              { message: "A page has 1 to 100 podcasts." }
            )
          )
        ),
        before: Schema.optionalKey(EpisodeId)
      },
      success: Schema.Struct({
        podcasts: Schema.Array(Podcast),
        /** Path of the next page; absent on the last one. */
        next: Schema.optionalKey(Schema.String)
      }),
      error: SessionRequired
    }).annotateMerge(
      described(
        "The podcasts of the session",
        "Newest first, 20 at a time unless `limit` says otherwise; `before` is the last podcast of the page before."
      )
    ),
    HttpApiEndpoint.delete("remove", "/podcasts/:id", {
      params,
      success: HttpApiSchema.NoContent,
      error: [UnknownPodcast, SessionRequired, NotYourPodcast]
    }).annotateMerge(
      described(
        "Delete a podcast of the session",
        "With its audio, its transcript and everything else, also for those who were given its address. Its `Idempotency-Key` stays used."
      )
    ),
    HttpApiEndpoint.get("podcast", "/podcasts/:id", {
      params,
      success: Podcast,
      error: UnknownPodcast
    }).annotateMerge(described("Status of a podcast")),
    HttpApiEndpoint.get("audio", "/podcasts/:id/audio.mp3", {
      params,
      success: HttpApiSchema.StreamUint8Array({ contentType: "audio/mpeg" }),
      error: [UnknownPodcast, NothingToHear, RangeNotSatisfiable]
    }).annotateMerge(
      described(
        "Audio of a podcast",
        "MP3, 48 kHz, mono, 64 kbit/s. A finished podcast is a file and supports single byte ranges. An unfinished one is streamed without a content length, as it is generated; the request keeps generation running to the end. A download that breaks off is resumed at any server by a range that starts after its last byte, with its `ETag` as `If-Range`: a listener who steers may have changed what comes before."
      )
    ),
    HttpApiEndpoint.get("download", "/podcasts/:id/podcast.mp3", {
      params,
      success: HttpApiSchema.StreamUint8Array({ contentType: "audio/mpeg" }),
      error: [UnknownPodcast, NothingToHear, NotReady, RangeNotSatisfiable]
    }).annotateMerge(
      described(
        "A finished podcast to keep",
        "The same audio after an ID3 tag with its title, its chapters and its cover."
      )
    ),
    HttpApiEndpoint.post("steer", "/podcasts/:id/steering", {
      params,
      payload: SteeringCommand,
      success: Schema.Struct({ outcome: SteeringOutcome, says: Schema.String }).pipe(
        HttpApiSchema.status(202)
      ),
      error: [UnknownPodcast, SessionRequired, NotYourPodcast, SteeringConflict]
    })
      .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
      .annotateMerge(
        described(
          "Steer a podcast",
          "Changes a podcast of the session while it is made, or while it rests. The same `id` is the same command within a podcast, however often it is sent; with other content it is refused. `line` is the line that it is about, by default that of `cursor`, the moment being heard. Responds with what the command does, once that is stored. A command without effect is accepted, too: its outcome is `None`, with the reason, such as `nothing-heard` for a line that the podcast does not have. Commands apply to a complete podcast, too, where `simpler` and `deeper` change nothing that is written; to one that failed or was cancelled none does. A podcast keeps at most 500 commands."
        )
      ),
    HttpApiEndpoint.post("fork", "/podcasts/:id/forks", {
      params,
      headers: { "idempotency-key": Schema.optionalKey(IdempotencyKey) },
      payload: Schema.Struct({
        chapter: ForkChapter.pipe(
          Schema.annotateKey({
            description: "The first chapter that is made anew; the opening is 0."
          })
        ),
        change: ForkChange.pipe(Schema.withDecodingDefaultKey(Effect.succeed("again" as const))),
        style: Schema.optionalKey(Style)
      }).annotate({ messageUnexpectedKey: "Unknown field." }),
      success: Ordered,
      error: [
        UnknownPodcast,
        UnknownChapter,
        UnknownLanguage,
        SessionRequired,
        NotYourPodcast,
        PodcastConflict,
        OrderRefusedWithHeader
      ]
    })
      .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
      .annotateMerge(
        described(
          "Make another version of a podcast",
          "A new podcast of the session that shares everything before `chapter` and is made anew from there: told `again`, `simpler` or `deeper`. It keeps the focus. What it shares is not made a second time. It stays when the first one is deleted."
        )
      ),
    HttpApiEndpoint.get("transcript", "/podcasts/:id/transcript.vtt", {
      params,
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/vtt; charset=utf-8" })),
      error: UnknownPodcast
    }).annotateMerge(described("Transcript so far, as WebVTT")),
    HttpApiEndpoint.get("subtitles", "/podcasts/:id/transcript.srt", {
      params,
      success: Schema.String.pipe(
        HttpApiSchema.asText({ contentType: "application/x-subrip; charset=utf-8" })
      ),
      error: UnknownPodcast
    }).annotateMerge(described("Transcript so far, as SubRip")),
    HttpApiEndpoint.get("chapters", "/podcasts/:id/chapters.json", {
      params,
      success: ChaptersJson.pipe(
        HttpApiSchema.asJson({ contentType: "application/json+chapters" })
      ),
      error: UnknownPodcast
    }).annotateMerge(described("Chapters so far"))
  )
  .prefix("/api/v1")

const Healthy = Schema.Struct({ status: Schema.Literal("ok") })

export const SystemApi = HttpApiGroup.make("system").add(
  HttpApiEndpoint.get("alive", "/healthz", { success: Healthy }).annotateMerge(
    described("Liveness")
  ),
  HttpApiEndpoint.get("ready", "/readyz", {
    success: Healthy,
    error: ServerNotReady
  }).annotateMerge(
    described(
      "Readiness",
      "200 while the database has answered within the last 10 seconds, this node can reach the others, it answers without delays of seconds, and it is not shutting down; after a start, not before every shard of the cluster has answered once. Point a load balancer here."
    )
  )
)

/** The HTTP API. Every error is a problem document (RFC 9457). */
export class Api extends HttpApi.make("aethercast")
  .add(SnippetsApi, PodcastsApi, FollowsApi, DocumentsApi, SessionApi, SystemApi)
  .middleware(HttpApiMiddleware.ProblemDetails)
  .annotateMerge(
    OpenApi.annotations({
      title: "Aethercast",
      version: "1",
      description: "Podcasts made by AI agents, on demand.",
      license: { name: "MIT" }
    })
  ) {}
