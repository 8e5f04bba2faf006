import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EpisodeEvent } from "./EpisodeEvent.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeConflict, EpisodeNotFound } from "./Episode.ts"
import { EpisodeRequest } from "./EpisodeRequest.ts"
import { ChapterNotFound } from "./Fork.ts"
import { CannotFollow, Follow, FollowId, FollowSettings } from "./Follow.ts"
import { HeardSpan } from "./HeardSpans.ts"
import { AddressRefused, ListenerDocumentNotFound } from "./ListenerDocument.ts"
import { ImpossiblePosition, ListeningPosition } from "./ListeningPosition.ts"
import { OrderedEpisodes } from "./OrderedEpisode.ts"
import { Provider } from "./Provider.ts"
import { NoSession, NotYourEpisode } from "./Session.ts"
import { SessionSummary } from "./SessionRecord.ts"
import { CommandConflict, SteeringCommand, SteeringOutcome } from "./SteeringCommand.ts"
import { SurfaceEvent } from "./SurfaceEvent.ts"
import { SurfaceId, SurfaceNotFound } from "./UiDefinition.ts"
import { Taste, Theme } from "./Taste.ts"
import { TooManyOrders } from "./TooManyOrders.ts"
import { TopicNotFound } from "./Topic.ts"
import { LanguageNotSpoken } from "./Voice.ts"
import { WorkflowId } from "./Workflow.ts"

/** Reply to a browser that connects. When `build` differs from the page's own, the page is outdated and reloads. */
export class Welcome extends Schema.Class<Welcome>("aethercast/Welcome")({
  build: Schema.String,
  providers: Schema.Array(Provider),
  /** Where this listener stopped last; absent for a new listener. */
  position: Schema.optionalKey(ListeningPosition),
  /** Ids for the episodes that the page orders next, so that it can ask for audio along with the order. */
  episodeIds: Schema.Array(EpisodeId)
}) {}

/**
 * What the page asks of the server, except audio. Streams are served from queues. Calls belong to the
 * session whose cookie or bearer token opened the socket; those that can fail with `NoSession` need one.
 */
export class ListenerRpcs extends RpcGroup.make(
  Rpc.make("Hello", { success: Welcome, error: NoSession }),
  /** Ports of the same host at which other servers have the page's sockets, too: now, then every change. */
  Rpc.make("WatchServers", {
    success: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 65_535 }))),
    stream: true
  }),
  Rpc.make("WatchSurface", {
    payload: { surface: SurfaceId },
    success: SurfaceEvent,
    error: SurfaceNotFound,
    stream: true
  }),
  /**
   * Starts an episode. Idempotent by the id of the request, which is one that the server made for the
   * session, and which names no other request afterwards.
   */
  Rpc.make("StartEpisode", {
    payload: { request: EpisodeRequest },
    success: Schema.Struct({ workflowId: WorkflowId }),
    error: Schema.Union([
      NoSession,
      TopicNotFound,
      ListenerDocumentNotFound,
      AddressRefused,
      EpisodeConflict,
      LanguageNotSpoken,
      EpisodeNotFound,
      NotYourEpisode,
      ChapterNotFound,
      TooManyOrders
    ])
  }),
  /** A page of the session's episodes; the first, or the one after the episode `before`. */
  Rpc.make("MyEpisodes", {
    payload: { before: Schema.optionalKey(EpisodeId) },
    success: OrderedEpisodes,
    error: NoSession
  }),
  /** Deletes an episode of the session, also for those who were given its address. */
  Rpc.make("DeleteEpisode", {
    payload: { episodeId: EpisodeId },
    success: Schema.Void,
    error: Schema.Union([NoSession, NotYourEpisode])
  }),
  /** What is remembered of the session. */
  Rpc.make("MySession", { success: SessionSummary, error: NoSession }),
  /** What the session likes, the strongest first. */
  Rpc.make("MyTaste", { success: Taste, error: NoSession }),
  /** Forgets one theme of the session's taste, or all of it. */
  Rpc.make("ForgetTaste", {
    payload: { theme: Schema.optionalKey(Theme) },
    success: Schema.Void,
    error: NoSession
  }),
  /** Deletes everything that is remembered of the session, its episodes included. */
  Rpc.make("ForgetSession", { success: Schema.Void, error: NoSession }),
  /** A snapshot, then every change. Waits a moment for an episode that is just being started. */
  Rpc.make("WatchEpisode", {
    payload: { episodeId: EpisodeId },
    success: EpisodeEvent,
    error: EpisodeNotFound,
    stream: true
  }),
  /** The listener's position: sent every few seconds during playback, and on pause and seek. */
  Rpc.make("Report", {
    payload: {
      position: ListeningPosition,
      playing: Schema.Boolean,
      /** What was played since the last report. */
      heard: Schema.Array(HeardSpan).check(Schema.isMaxLength(100))
    },
    success: Schema.Void,
    error: Schema.Union([NoSession, EpisodeNotFound, ImpossiblePosition])
  }),
  /** Changes an episode of the session while it is made. Idempotent by the id of the command. */
  Rpc.make("Steer", {
    payload: { episodeId: EpisodeId, command: SteeringCommand },
    success: SteeringOutcome,
    error: Schema.Union([NoSession, NotYourEpisode, EpisodeNotFound, CommandConflict])
  }),
  /** Makes a fresh episode of a topic or feed each morning. */
  Rpc.make("Follow", {
    payload: FollowSettings,
    success: Follow,
    error: Schema.Union([NoSession, CannotFollow])
  }),
  /** What the session follows, newest first. */
  Rpc.make("MyFollows", { success: Schema.Array(Follow), error: NoSession }),
  Rpc.make("Unfollow", { payload: { id: FollowId }, success: Schema.Void, error: NoSession }),
  /** Starts a run that looks for topics and writes snippets. */
  Rpc.make("RefreshLanding", { success: Schema.Void })
) {}
