import { Clip } from "@aethercast/domain/Clip"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Line } from "@aethercast/domain/Script"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { type Effect, Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"

/** The end of a line: its clip, or the reason why it is not part of the episode. */
export const LineOutcome = Schema.TaggedUnion({
  Spoken: { clip: Clip },
  LeftOut: { reason: Schema.String }
})
export type LineOutcome = typeof LineOutcome.Type

/** A position in the event log of an activation: the number of events before it. */
export const EventOffset = Schema.Struct({ activation: Schema.String, count: Schema.Natural })
export type EventOffset = typeof EventOffset.Type

/**
 * The actor that owns an episode: its timeline, the line being synthesized, and its listeners. It is
 * activated under the entity id of the episode's workflow, so both live on one node. Every message is
 * idempotent.
 */
export const EpisodeEntity = Entity.make("Episode", [
  Rpc.make("Open", { payload: { episode: Episode } }),
  /** Publishes an event to everybody who watches the episode. */
  Rpc.make("Publish", { payload: { episodeId: EpisodeId, event: EpisodeEvent } }),
  /** Speaks a line at the end of the timeline; waits until the generation window is open. */
  Rpc.make("Speak", {
    payload: {
      episodeId: EpisodeId,
      lineId: LineId,
      chapter: Schema.Natural,
      line: Line,
      /** Addresses of the documents that it is based on. */
      sources: Schema.Array(Schema.String),
      order: Schema.Natural,
      /** Of the workflow run. */
      tenant: Schema.String,
      versions: Schema.Record(Schema.String, Schema.Int)
    },
    success: LineOutcome,
    error: EpisodeNotFound
  }),
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
    error: EpisodeNotFound
  }),
  /** Playback has reached a cursor. */
  Rpc.make("ReportPosition", {
    payload: { episodeId: EpisodeId, cursor: Cursor },
    error: EpisodeNotFound
  })
])

/** The client of one episode's actor. */
export type EpisodeActor = ReturnType<Effect.Success<typeof EpisodeEntity.client>>
