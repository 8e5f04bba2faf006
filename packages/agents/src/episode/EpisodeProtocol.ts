import { Clip } from "@aethercast/domain/Clip"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
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

/** How much of an activation's changes was seen. */
export const Seen = Schema.Struct({ activation: Schema.String, count: Schema.Natural })
export type Seen = typeof Seen.Type

export const Changes = Schema.Struct({ seen: Seen, events: Schema.Array(EpisodeEvent) })

export const Pulled = Schema.Struct({ chunks: Schema.Array(AudioChunk), ended: Schema.Boolean })

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
      order: Schema.Natural,
      /** On whose behalf, and with which versions of the agents, the workflow runs. */
      tenant: Schema.String,
      versions: Schema.Record(Schema.String, Schema.Int)
    },
    success: Spoken,
    error: EpisodeNotFound
  }),
  Rpc.make("Get", { payload: { episodeId: EpisodeId }, success: Episode, error: EpisodeNotFound }),
  /**
   * What changed since `seen`, or a snapshot to begin with and after the actor moved to another node;
   * waits a few seconds for a change. Asked again and again instead of once for a stream: a question
   * that carries where it stands can be answered by any owner, and sent twice does no harm.
   */
  Rpc.make("Changes", {
    payload: { episodeId: EpisodeId, seen: Schema.optionalKey(Seen) },
    success: Changes,
    error: EpisodeNotFound
  }),
  /** The frames that follow a cursor; waits a few seconds for some. Asked again like `Changes`. */
  Rpc.make("Pull", {
    payload: {
      episodeId: EpisodeId,
      listener: Schema.String,
      from: Schema.optionalKey(Cursor),
      /** A download does not wait to be heard: everything is made for it. */
      download: Schema.Boolean
    },
    success: Pulled,
    error: EpisodeNotFound
  }),
  Rpc.make("Report", {
    payload: { episodeId: EpisodeId, cursor: Cursor },
    error: EpisodeNotFound
  })
])
