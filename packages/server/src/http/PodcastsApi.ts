import { randomBytes } from "node:crypto"
import { Clips } from "@aethercast/agents/store/Clips"
import { Api } from "@aethercast/domain/Api"
import * as ChaptersJson from "@aethercast/domain/ChaptersJson"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { isFinal } from "@aethercast/domain/Episode"
import * as Podcast from "@aethercast/domain/Podcast"
import type { PodcastRequest } from "@aethercast/domain/PodcastRequest"
import {
  OrderRefused,
  PodcastConflict,
  SteeringConflict,
  UnknownLanguage,
  UnknownPodcast,
  UnknownTopic
} from "@aethercast/domain/Problems"
import type { SteeringCommand } from "@aethercast/domain/SteeringCommand"
import * as SteeringText from "@aethercast/domain/SteeringText"
import * as WebVtt from "@aethercast/domain/WebVtt"
import { Effect, Fiber, Option, Stream } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { EpisodeClient } from "../listening/EpisodeClient.ts"
import * as Audio from "./Audio.ts"

/** Serves podcasts to programs. */
export const layer = HttpApiBuilder.group(
  Api,
  "podcasts",
  Effect.fnUntraced(function* (handlers) {
    const episodes = yield* EpisodeClient
    const clips = yield* Clips

    const find = (id: EpisodeId) =>
      Effect.mapError(
        episodes.get(id),
        () => new UnknownPodcast({ detail: `There is no podcast ${id}.` })
      )

    const create = Effect.fn("PodcastsApi.create")(function* (
      payload: PodcastRequest,
      address: string
    ) {
      const id = payload.id ?? (yield* freshId)
      const workflowId = yield* Effect.catchTags(
        episodes.start(new EpisodeRequest({ ...payload, id }), { address }),
        {
          TopicNotFound: ({ topicId }) =>
            Effect.fail(new UnknownTopic({ detail: `No topic is called "${topicId}" here.` })),
          LanguageNotSpoken: ({ language, spoken }) =>
            Effect.fail(
              new UnknownLanguage({
                detail: `No voice here speaks "${language}"; it can be ${spoken.join(", ")}.`
              })
            ),
          EpisodeConflict: () =>
            Effect.fail(new PodcastConflict({ detail: `Another order has the id ${id}.` })),
          TooManyOrders: ({ by, retryAfterSeconds }) =>
            Effect.fail(
              new OrderRefused({
                detail: `Too many podcasts were ordered ${by === "listener" ? "from your address" : "at this server"}. Try again in ${retryAfterSeconds} s.`,
                retryAfterSeconds
              })
            )
        }
      )
      // A client that follows the location at once finds the podcast. The order is made in any case.
      yield* Stream.runHead(episodes.watch(id)).pipe(
        Effect.timeoutOption("5 seconds"),
        Effect.forkChild,
        Effect.flatMap(Fiber.await)
      )
      return HttpApiSchema.withHeaders({
        body: { episodeId: id, workflowId },
        headers: { location: Podcast.path(id) }
      })
    })

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
      command: SteeringCommand
    ) {
      const outcome = yield* Effect.catchTags(episodes.steer(id, command, []), {
        EpisodeNotFound: () =>
          Effect.fail(new UnknownPodcast({ detail: `There is no podcast ${id}.` })),
        CommandConflict: () =>
          Effect.fail(new SteeringConflict({ detail: `Another command has the id ${command.id}.` }))
      })
      return { outcome, says: SteeringText.describe(outcome) }
    })

    return handlers.handleAll({
      create: ({ payload, request }) =>
        create(
          payload,
          Option.getOrElse(request.remoteAddress, () => "")
        ),
      podcast: ({ params }) => Effect.map(find(params.id), Podcast.fromEpisode),
      audio: ({ params, request }) => audio(params.id, request),
      steer: ({ params, payload }) => steer(params.id, payload),
      transcript: ({ params }) =>
        Effect.map(find(params.id), ({ timeline }) => WebVtt.fromTimeline(timeline)),
      chapters: ({ params }) =>
        Effect.map(find(params.id), ({ timeline, title }) =>
          ChaptersJson.fromTimeline(title, timeline)
        )
    })
  })
)

/** 128 random bits: nobody can guess the id of a podcast. */
const freshId = Effect.sync(() => EpisodeId.make(randomBytes(16).toString("hex")))
