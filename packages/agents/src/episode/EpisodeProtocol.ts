import { Clip } from "@aethercast/domain/Clip"
import {
  AudioChunk,
  Episode,
  EpisodeEvent,
  EpisodeId,
  EpisodeNotFound
} from "@aethercast/domain/Episode"
import { Line } from "@aethercast/domain/Script"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"

/** What came of a line: its clip, or why it is left out. */
export const Spoken = Schema.TaggedUnion({
  Heard: { clip: Clip },
  LeftOut: { why: Schema.String }
})
export type Spoken = typeof Spoken.Type

/**
 * The actor that owns an episode: its timeline, the sound being made, and who listens. It is
 * activated under the entity id of the episode's workflow, and lives on the same node. Every message
 * may be repeated: what is in the store already is not made again.
 */
export const EpisodeEntity = Entity.make("Episode", [
  Rpc.make("Open", { payload: { episode: Episode } }),
  /** Tells everybody who watches. */
  Rpc.make("Tell", { payload: { episodeId: EpisodeId, event: EpisodeEvent } }),
  /** Speaks a line at the end of the timeline; waits while generation is far enough ahead. */
  Rpc.make("Speak", {
    payload: {
      episodeId: EpisodeId,
      lineId: LineId,
      chapter: Schema.Natural,
      line: Line,
      /** Addresses of the documents that it rests on. */
      sources: Schema.Array(Schema.String),
      order: Schema.Natural
    },
    success: Spoken,
    error: EpisodeNotFound
  }),
  Rpc.make("Get", { payload: { episodeId: EpisodeId }, success: Episode, error: EpisodeNotFound }),
  Rpc.make("Watch", {
    payload: { episodeId: EpisodeId },
    success: EpisodeEvent,
    error: EpisodeNotFound,
    stream: true
  }),
  Rpc.make("Listen", {
    payload: {
      episodeId: EpisodeId,
      from: Schema.optionalKey(Cursor),
      /** A download does not wait to be heard: everything is made for it. */
      download: Schema.Boolean
    },
    success: AudioChunk,
    error: EpisodeNotFound,
    stream: true
  }),
  Rpc.make("Report", {
    payload: { episodeId: EpisodeId, cursor: Cursor },
    error: EpisodeNotFound
  })
])
