import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { Effect, Option, Stream } from "effect"
import { EpisodeClient } from "./EpisodeClient.ts"

/** Chunks that are buffered for a slow browser: about a minute of audio. */
const capacity = 64

export const AudioHandlersLayer = AudioRpcs.toLayer(
  Effect.gen(function* () {
    const episodes = yield* EpisodeClient
    return AudioRpcs.of({
      Listen: ({ episodeId, from }) =>
        Stream.toQueue(
          episodes.listen(episodeId, { from: Option.fromNullishOr(from), download: false }),
          { capacity }
        )
    })
  })
)
