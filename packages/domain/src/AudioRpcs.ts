import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AudioChunk } from "./AudioChunk.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeNotFound } from "./Episode.ts"
import { Cursor } from "./Timeline.ts"

/** The sound, on a socket of its own, so that it never waits for anything else. */
export class AudioRpcs extends RpcGroup.make(
  /**
   * The frames of an episode in order, from a cursor or from the start to the end, as fast as they
   * are there. Ends when the episode is complete and everything was sent.
   */
  Rpc.make("Listen", {
    payload: { episodeId: EpisodeId, from: Schema.optionalKey(Cursor) },
    success: AudioChunk,
    error: EpisodeNotFound,
    stream: true
  })
) {}
