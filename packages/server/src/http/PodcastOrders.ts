import { type Episode, episodeHosts } from "@aethercast/domain/Episode"
import { EpisodeRequest, type ForkChange, Subject } from "@aethercast/domain/EpisodeRequest"
import * as Podcast from "@aethercast/domain/Podcast"
import type { PodcastRequest, PodcastSubject } from "@aethercast/domain/PodcastRequest"
import {
  NotYourPodcast,
  OrderRefused,
  PodcastConflict,
  RefusedAddress,
  SessionRequired,
  UnknownChapter,
  UnknownDocument,
  UnknownLanguage,
  UnknownPodcast,
  UnknownTopic
} from "@aethercast/domain/Problems"
import type { Style } from "@aethercast/domain/Script"
import { Effect, Fiber, Option, Stream } from "effect"
import { HttpEffect, type HttpServerRequest } from "effect/http"
import { HttpApiSchema } from "effect/http-api"
import { DocumentUploads } from "../listening/DocumentUploads.ts"
import { EpisodeClient } from "../listening/EpisodeClient.ts"
import type { Caller } from "../listening/Tenant.ts"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as SessionSecret from "../sessions/SessionSecret.ts"
import { unreadable } from "./DocumentsApi.ts"

/** What `POST /podcasts/:id/forks` asks for. */
interface ForkPayload {
  readonly chapter: number
  readonly change: ForkChange
  readonly style?: Style
}

/** Orders podcasts for programs: under a new id, or under that of their `Idempotency-Key`. */
export const make = Effect.gen(function* () {
  const episodes = yield* EpisodeClient
  const sessions = yield* Sessions
  const uploads = yield* DocumentUploads

  /** Who orders, under which id. A program that shows no session gets one, which the response sets. */
  const identify = Effect.fnUntraced(function* (
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
    const setCookie = Option.match(made, {
      onNone: () => Effect.void,
      onSome: (secret) =>
        HttpEffect.appendPreResponseHandler((_, response) =>
          Effect.succeed(SessionSecret.setCookie(response, secret, headers))
        )
    })
    return { caller, id, setCookie }
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
    return Subject.cases.Document.make({ documentId: id, withWeb })
  })

  const start = Effect.fnUntraced(function* (request: EpisodeRequest, caller: Caller) {
    const { id } = request
    const workflowId = yield* Effect.catchTags(episodes.start(request, caller), {
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
    })
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

  const create = Effect.fn("PodcastOrders.create")(function* (
    payload: PodcastRequest,
    request: HttpServerRequest.HttpServerRequest,
    key: string | undefined
  ) {
    const { caller, id, setCookie } = yield* identify(request, key)
    const subject = yield* subjectOf(payload.subject, caller)
    const started = yield* Effect.catchTags(
      start(new EpisodeRequest({ ...payload, subject, id }), caller),
      {
        ListenerDocumentNotFound: ({ documentId }) =>
          Effect.fail(
            new UnknownDocument({ detail: `Your session has no document ${documentId}.` })
          ),
        AddressRefused: ({ reason }) =>
          Effect.fail(new RefusedAddress({ detail: `This address cannot be read: ${reason}.` })),
        TopicNotFound: ({ topicId }) =>
          Effect.fail(new UnknownTopic({ detail: `No topic is called "${topicId}" here.` })),
        EpisodeNotFound: Effect.die,
        NotYourEpisode: Effect.die,
        ChapterNotFound: Effect.die
      }
    )
    yield* setCookie
    return started
  })

  /** Another version of a podcast of the session, from a chapter on. */
  const fork = Effect.fn("PodcastOrders.fork")(function* (
    episode: Episode,
    { change, chapter, ...payload }: ForkPayload,
    request: HttpServerRequest.HttpServerRequest,
    key: string | undefined
  ) {
    const { focus, id: of, language = "en", lengthSeconds, style } = episode
    const hosts = episodeHosts(episode).length
    const { caller, id } = yield* identify(request, key)
    const subject = Subject.cases.Fork.make({ of, chapter, change })
    return yield* Effect.catchTags(
      start(
        new EpisodeRequest({
          id,
          subject,
          lengthSeconds,
          language,
          style,
          hosts,
          ...(focus !== undefined && { focus }),
          ...payload
        }),
        caller
      ),
      {
        EpisodeNotFound: () =>
          Effect.fail(new UnknownPodcast({ detail: `There is no podcast ${of}.` })),
        NotYourEpisode: () =>
          Effect.fail(
            new NotYourPodcast({ detail: "Only the session that ordered a podcast can do this." })
          ),
        ChapterNotFound: () =>
          Effect.fail(new UnknownChapter({ detail: `The podcast has no chapter ${chapter} yet.` })),
        ListenerDocumentNotFound: Effect.die,
        AddressRefused: Effect.die,
        TopicNotFound: Effect.die
      }
    )
  })

  return { create, fork }
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
