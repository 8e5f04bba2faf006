import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Api } from "@aethercast/domain/Api"
import * as ChaptersJson from "@aethercast/domain/ChaptersJson"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { type Episode, isFinal } from "@aethercast/domain/Episode"
import * as Podcast from "@aethercast/domain/Podcast"
import type { PodcastRequest, PodcastSubject } from "@aethercast/domain/PodcastRequest"
import {
  OrderRefused,
  PodcastConflict,
  RefusedAddress,
  NotReady,
  NotYourPodcast,
  SessionRequired,
  SteeringConflict,
  UnknownDocument,
  UnknownLanguage,
  UnknownPodcast,
  UnknownTopic
} from "@aethercast/domain/Problems"
import type { SteeringCommand } from "@aethercast/domain/SteeringCommand"
import * as SteeringText from "@aethercast/domain/SteeringText"
import * as SubRip from "@aethercast/domain/SubRip"
import * as WebVtt from "@aethercast/domain/WebVtt"
import { Effect, Fiber, Option, Schema, Stream } from "effect"
import { HttpEffect, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { DocumentUploads } from "../listening/DocumentUploads.ts"
import { EpisodeClient } from "../listening/EpisodeClient.ts"
import { EpisodeDeletion } from "../listening/EpisodeDeletion.ts"
import { OrderHistory } from "../listening/OrderHistory.ts"
import type { Caller } from "../listening/Tenant.ts"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as SessionSecret from "../sessions/SessionSecret.ts"
import * as Audio from "./Audio.ts"
import { unreadable } from "./DocumentsApi.ts"
import * as Id3 from "./Id3.ts"

/** Serves podcasts to programs. */
export const layer = HttpApiBuilder.group(
  Api,
  "podcasts",
  Effect.fnUntraced(function* (handlers) {
    const episodes = yield* EpisodeClient
    const clips = yield* Clips
    const blobs = yield* Blobs
    const sessions = yield* Sessions
    const history = yield* OrderHistory
    const deletion = yield* EpisodeDeletion
    const uploads = yield* DocumentUploads

    const find = (id: EpisodeId) => Effect.mapError(episodes.get(id), () => unknown(id))

    /** Fails unless the caller has ordered the podcast. */
    const owned = Effect.fnUntraced(function* (
      id: EpisodeId,
      { headers }: HttpServerRequest.HttpServerRequest
    ) {
      const session = yield* sessions.find(headers)
      if (Option.isNone(session)) return yield* strangerRefused
      if (!EpisodeIds.isOf(session.value, id)) return yield* otherRefused
      return session.value
    })

    /** A text becomes a document of the caller. */
    const subjectOf = Effect.fnUntraced(function* (subject: PodcastSubject, caller: Caller) {
      if (subject._tag !== "Text") return subject
      const { text, withWeb } = subject
      const { id } = yield* uploads
        .take(caller, {
          name: firstLine(text),
          mediaType: "text/plain",
          bytes: Effect.succeed(new TextEncoder().encode(text))
        })
        .pipe(
          Effect.catchTags({
            UploadRefused: unreadable,
            QuotaExceeded: ({ retryAfterMillis }) =>
              Effect.fail(refusal("from your address", Math.ceil(retryAfterMillis / 1000)))
          })
        )
      return { _tag: "Document" as const, documentId: id, withWeb }
    })

    const create = Effect.fn("PodcastsApi.create")(function* (
      payload: PodcastRequest,
      { headers, remoteAddress }: HttpServerRequest.HttpServerRequest,
      key: string | undefined
    ) {
      const address = Option.getOrElse(remoteAddress, () => "")
      const known = yield* sessions.find(headers)
      if (Option.isNone(known) && key !== undefined) return yield* keyWithoutSession
      const made = Option.isSome(known)
        ? Option.none()
        : yield* Effect.option(sessions.create(address))
      const session = Option.orElse(known, () => Option.map(made, SessionSecret.sessionOf))
      const id = yield* Option.match(session, {
        onNone: () => EpisodeIds.anonymous,
        onSome: (owner) =>
          key === undefined ? EpisodeIds.fresh(owner) : Effect.succeed(EpisodeIds.ofKey(owner, key))
      })
      const caller: Caller = {
        address,
        ...Option.match(session, {
          onNone: () => ({}),
          onSome: (owner) => ({ session: owner, isNew: Option.isSome(made) })
        })
      }
      const subject = yield* subjectOf(payload.subject, caller)
      const workflowId = yield* Effect.catchTags(
        episodes.start(new EpisodeRequest({ ...payload, subject, id }), caller),
        {
          ListenerDocumentNotFound: ({ documentId }) =>
            Effect.fail(
              new UnknownDocument({ detail: `Your session has no document ${documentId}.` })
            ),
          AddressRefused: ({ reason }) =>
            Effect.fail(new RefusedAddress({ detail: `This address cannot be read: ${reason}.` })),
          TopicNotFound: ({ topicId }) =>
            Effect.fail(new UnknownTopic({ detail: `No topic is called "${topicId}" here.` })),
          LanguageNotSpoken: ({ language, spoken }) =>
            Effect.fail(
              new UnknownLanguage({
                detail: `No voice here speaks "${language}"; it can be ${spoken.join(", ")}.`
              })
            ),
          EpisodeConflict: () =>
            Effect.fail(new PodcastConflict({ detail: `Another order has this Idempotency-Key.` })),
          TooManyOrders: ({ by, retryAfterSeconds }) =>
            Effect.fail(
              refusal(by === "listener" ? "from your address" : "at this server", retryAfterSeconds)
            )
        }
      )
      // A client that follows the location at once finds the podcast. The order is made in any case.
      yield* Stream.runHead(episodes.watch(id)).pipe(
        Effect.timeoutOption("5 seconds"),
        Effect.forkChild,
        Effect.flatMap(Fiber.await)
      )
      if (Option.isSome(made)) {
        yield* HttpEffect.appendPreResponseHandler((_, response) =>
          Effect.succeed(SessionSecret.setCookie(response, made.value, headers))
        )
      }
      return HttpApiSchema.withHeaders({
        body: { episodeId: id, workflowId },
        headers: { location: Podcast.path(id) }
      })
    })

    const download = Effect.fn("PodcastsApi.download")(function* (
      id: EpisodeId,
      request: HttpServerRequest.HttpServerRequest
    ) {
      const episode = yield* find(id)
      if (!isFinal(episode)) return yield* new NotReady({ detail: "It is still being made." })
      const { chapters } = ChaptersJson.fromTimeline(episode.title, episode.timeline)
      const cover = yield* coverOf(episode)
      const { teaser: description, title } = episode
      const tag = Id3.tag({
        title,
        description,
        chapters,
        ...(Option.isSome(cover) ? { cover: cover.value } : {})
      })
      return yield* Audio.finished(clips, episode, request, tag)
    })

    const coverOf = ({ cover }: Episode) => {
      const id = cover?.split("/").at(-1)
      return isBlobId(id) ? blobs.get(id) : Effect.succeedNone
    }

    const audio = Effect.fn("PodcastsApi.audio")(function* (
      id: EpisodeId,
      request: HttpServerRequest.HttpServerRequest
    ) {
      const episode = yield* find(id)
      return isFinal(episode)
        ? yield* Audio.finished(clips, episode, request)
        : Audio.growing(episodes, episode)
    })

    const steer = Effect.fn("PodcastsApi.steer")(function* (
      id: EpisodeId,
      command: SteeringCommand,
      request: HttpServerRequest.HttpServerRequest
    ) {
      const session = yield* owned(id, request)
      const outcome = yield* Effect.catchTags(episodes.steer(id, session, command), {
        EpisodeNotFound: () => Effect.fail(unknown(id)),
        CommandConflict: () =>
          Effect.fail(new SteeringConflict({ detail: `Another command has the id ${command.id}.` }))
      })
      return { outcome, says: SteeringText.describe(outcome) }
    })

    return handlers.handleAll({
      create: ({ headers, payload, request }) =>
        create(payload, request, headers["idempotency-key"]),
      list: Effect.fnUntraced(function* ({ query: { before, limit = 20 }, request }) {
        const session = yield* Effect.mapError(
          sessions.require(request.headers),
          () => strangerRefused
        )
        const page = yield* history.list(session, { limit, before })
        return {
          podcasts: page.episodes.map(({ episode, madeSeconds }) =>
            Podcast.fromEpisode(episode, madeSeconds)
          ),
          ...(page.next === undefined
            ? {}
            : { next: `/api/v1/podcasts?limit=${limit}&before=${page.next}` })
        }
      }),
      remove: Effect.fnUntraced(function* ({ params: { id }, request }) {
        yield* owned(id, request)
        if (!(yield* episodes.exists(id))) return yield* unknown(id)
        yield* deletion.delete([id])
      }),
      podcast: ({ params }) =>
        Effect.map(find(params.id), (episode) => Podcast.fromEpisode(episode)),
      audio: ({ params, request }) => audio(params.id, request),
      download: ({ params, request }) => download(params.id, request),
      steer: ({ params, payload, request }) => steer(params.id, payload, request),
      transcript: ({ params }) =>
        readAnywhere(Effect.map(find(params.id), ({ timeline }) => WebVtt.fromTimeline(timeline))),
      subtitles: ({ params }) =>
        readAnywhere(Effect.map(find(params.id), ({ timeline }) => SubRip.fromTimeline(timeline))),
      chapters: ({ params }) =>
        readAnywhere(
          Effect.map(find(params.id), ({ timeline, title }) =>
            ChaptersJson.fromTimeline(title, timeline)
          )
        )
    })
  })
)

const isBlobId = Schema.is(BlobId)

const unknown = (id: EpisodeId) => new UnknownPodcast({ detail: `There is no podcast ${id}.` })

const strangerRefused = new SessionRequired({
  detail: "Only the session of a podcast can do this. Send its token or its cookie."
})

const otherRefused = new NotYourPodcast({
  detail: "Only the session that ordered a podcast can do this."
})

const keyWithoutSession = new SessionRequired({
  detail: "An Idempotency-Key belongs to a session. POST /api/v1/session opens one."
})

/** Stands for the title of a text. */
const firstLine = (text: string): string => text.split("\n", 1)[0]?.slice(0, 80) ?? ""

const refusal = (where: string, retryAfterSeconds: number) =>
  new OrderRefused({
    detail: `Too many podcasts were ordered ${where}. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds
  })

/** Podcast players that are web pages fetch transcripts and chapters from other sites, without cookies. */
const readAnywhere = <A, E, R>(read: Effect.Effect<A, E, R>) =>
  Effect.andThen(
    HttpEffect.appendPreResponseHandler((_, response) =>
      Effect.succeed(
        HttpServerResponse.setHeaders(response, {
          "access-control-allow-origin": "*",
          "cross-origin-resource-policy": "cross-origin"
        })
      )
    ),
    read
  )
