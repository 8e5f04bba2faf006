import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Api } from "@aethercast/domain/Api"
import * as ChaptersJson from "@aethercast/domain/ChaptersJson"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { type Episode, isFinal } from "@aethercast/domain/Episode"
import * as Podcast from "@aethercast/domain/Podcast"
import {
  NotReady,
  NotYourPodcast,
  SessionRequired,
  SteeringConflict,
  UnknownPodcast
} from "@aethercast/domain/Problems"
import type { SteeringCommand } from "@aethercast/domain/SteeringCommand"
import * as SteeringText from "@aethercast/domain/SteeringText"
import * as SubRip from "@aethercast/domain/SubRip"
import * as WebVtt from "@aethercast/domain/WebVtt"
import { Effect, Option, Schema } from "effect"
import { HttpEffect, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { EpisodeClient } from "../listening/EpisodeClient.ts"
import { EpisodeDeletion } from "../listening/EpisodeDeletion.ts"
import { OrderHistory } from "../listening/OrderHistory.ts"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as Audio from "./Audio.ts"
import * as GrowingAudio from "./GrowingAudio.ts"
import * as Id3 from "./Id3.ts"
import * as PodcastOrders from "./PodcastOrders.ts"

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
    const orders = yield* PodcastOrders.make

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
        : yield* GrowingAudio.respond(episodes, episode, request)
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
        orders.create(payload, request, headers["idempotency-key"]),
      fork: Effect.fnUntraced(function* ({ headers, params: { id }, payload, request }) {
        yield* owned(id, request)
        return yield* orders.fork(yield* find(id), payload, request, headers["idempotency-key"])
      }),
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
