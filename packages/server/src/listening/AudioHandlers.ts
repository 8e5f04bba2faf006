import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { Effect, Option, Stream } from "effect"
import { EpisodeDesk } from "./EpisodeDesk.ts"

/** Chunks that wait for a slow browser: about a minute of sound. */
const capacity = 64

export const AudioHandlersLayer = AudioRpcs.toLayer(
  Effect.gen(function* () {
    const desk = yield* EpisodeDesk
    return AudioRpcs.of({
      Listen: ({ episodeId, from }) =>
        Stream.toQueue(
          desk.listen(episodeId, { from: Option.fromNullishOr(from), download: false }),
          { capacity }
        )
    })
  })
)
