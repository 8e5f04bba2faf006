import { TaskOutput } from "@aethercast/cluster/TaskOutput"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { CutSegment, Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { ImpossiblePosition } from "@aethercast/domain/ListeningPosition"
import { HeardSpans } from "@aethercast/domain/HeardSpans"
import { ChapterDirection } from "@aethercast/domain/Steering"
import {
  CommandConflict,
  SteeringCommand,
  SteeringOutcome
} from "@aethercast/domain/SteeringCommand"
import { AsideId, Cursor, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { type Effect, Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { LineOutcome } from "./LineOutcome.ts"
import { LinePreparation } from "./LinePreparation.ts"

/**
 * A position in the event log of an activation: the number of events before it. `ahead` is the place in
 * the queue that was reported last; it is no event, since the queue stores it.
 */
export const EventOffset = Schema.Struct({
  activation: Schema.String,
  count: Schema.Natural,
  ahead: Schema.optionalKey(Schema.Natural)
})
export type EventOffset = typeof EventOffset.Type

/**
 * The actor that owns an episode: its timeline, the line being synthesized, and its listeners. It is
 * activated under the entity id of the episode's workflow, so both live on one node. Every message is
 * idempotent.
 */
export const EpisodeEntity = Entity.make("Episode", [
  Rpc.make("Open", { payload: { episode: Episode } }),
  /** Publishes an event to everybody who watches the episode. */
  Rpc.make("Publish", {
    payload: { episodeId: EpisodeId, event: EpisodeEvent },
    error: EpisodeNotFound
  }),
  /**
   * Starts a line at the end of the timeline, as soon as the generation window is open. Answers `Rest`
   * when the window stays closed because nobody listens.
   */
  Rpc.make("PrepareLine", {
    payload: { episodeId: EpisodeId, line: TimelineLine },
    success: LinePreparation,
    error: EpisodeNotFound
  }),
  /** Output of VoiceForge for the prepared line: whole frames. */
  Rpc.make("AppendFrames", {
    payload: { episodeId: EpisodeId, lineId: LineId, output: TaskOutput },
    error: EpisodeNotFound
  }),
  /** Stores the line with its clip, or leaves it out. */
  Rpc.make("FinishLine", {
    payload: { episodeId: EpisodeId, line: TimelineLine, outcome: LineOutcome },
    error: EpisodeNotFound
  }),
  /** Cancels an episode that is not over: it keeps its finished lines, and gets no more. */
  Rpc.make("Cancel", {
    payload: { episodeId: EpisodeId, reason: Schema.String },
    error: EpisodeNotFound
  }),
  /** Deletes an episode whose run has ended. Whoever watches it learns that it does not exist. */
  Rpc.make("Delete", { payload: { episodeId: EpisodeId } }),
  Rpc.make("Get", { payload: { episodeId: EpisodeId }, success: Episode, error: EpisodeNotFound }),
  /**
   * Long poll for events after an offset. Without one, or with that of another activation, a snapshot.
   * Polling instead of a stream, since any later owner of the episode can answer the next request.
   */
  Rpc.make("PollEvents", {
    payload: { episodeId: EpisodeId, after: Schema.optionalKey(EventOffset) },
    success: Schema.Struct({ offset: EventOffset, events: Schema.Array(EpisodeEvent) }),
    error: EpisodeNotFound
  }),
  /** Long poll for the audio that follows a cursor. */
  Rpc.make("PollAudio", {
    payload: {
      episodeId: EpisodeId,
      listener: Schema.String,
      from: Schema.optionalKey(Cursor),
      /** A download is not played back: the whole episode is generated for it. */
      download: Schema.Boolean
    },
    success: Schema.Struct({ chunks: Schema.Array(AudioChunk), ended: Schema.Boolean }),
    error: Schema.Union([EpisodeNotFound, ImpossiblePosition])
  }),
  /** Playback has reached a cursor. */
  Rpc.make("ReportPosition", {
    payload: {
      episodeId: EpisodeId,
      cursor: Cursor,
      isPlaying: Schema.Boolean,
      /** When a server got the report, in epoch milliseconds; by default now. */
      at: Schema.optionalKey(Schema.Natural)
    },
    error: Schema.Union([EpisodeNotFound, ImpossiblePosition])
  }),
  /** A listener, who has heard this much, gives a command. Answers with what it does, once stored. */
  Rpc.make("Steer", {
    payload: { episodeId: EpisodeId, command: SteeringCommand, heard: HeardSpans },
    success: SteeringOutcome,
    error: Schema.Union([EpisodeNotFound, CommandConflict])
  }),
  /** The direction in which the workflow writes a chapter. */
  Rpc.make("DirectChapter", {
    payload: { episodeId: EpisodeId, chapter: Schema.Natural },
    success: ChapterDirection,
    error: EpisodeNotFound
  }),
  /**
   * A chapter was spoken, and its clips are this long, in seconds. Answers with the length that was
   * recorded first, by which the next chapters are planned.
   */
  Rpc.make("MeasureChapter", {
    payload: { episodeId: EpisodeId, chapter: Schema.Natural, seconds: Schema.Finite },
    success: Schema.Finite,
    error: EpisodeNotFound
  }),
  /**
   * A segment of the outline could not be written to its end. Answers with what was recorded first of
   * it, by which the next chapters are written.
   */
  Rpc.make("CutSegment", {
    payload: { episodeId: EpisodeId, segment: Schema.Natural, cut: CutSegment },
    success: CutSegment,
    error: EpisodeNotFound
  }),
  /** Nothing will be added to the aside any more. */
  Rpc.make("CloseAside", {
    payload: { episodeId: EpisodeId, aside: AsideId },
    error: EpisodeNotFound
  })
])

/** The client of one episode's actor. */
export type EpisodeActor = ReturnType<Effect.Success<typeof EpisodeEntity.client>>
