import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AudioChunk } from "./AudioChunk.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeNotFound } from "./Episode.ts"
import { ImpossiblePosition } from "./ListeningPosition.ts"
import { Cursor } from "./Timeline.ts"

/** Audio, on a socket of its own, so that it never queues behind other messages. */
export class AudioRpcs extends RpcGroup.make(
  /**
   * Streams the frames of an episode in order, from a cursor or from its start, as they become
   * available. Ends after the last frame of a complete episode. Fails with `ImpossiblePosition` when
   * the episode never had the line of the cursor.
   */
  Rpc.make("Listen", {
    payload: { episodeId: EpisodeId, from: Schema.optionalKey(Cursor) },
    success: AudioChunk,
    error: Schema.Union([EpisodeNotFound, ImpossiblePosition]),
    stream: true
  })
) {}
