import { Schema } from "effect"

/**
 * Identifies an episode: 20 to 40 lower-case letters and digits, made by the server. Nobody can guess
 * it: whoever knows it may listen to the episode, and nothing else.
 */
export const EpisodeId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9]{20,40}$/, {
    message: "An episode's id is 20 to 40 lower-case letters and digits."
  })
).pipe(Schema.brand("EpisodeId"))
export type EpisodeId = typeof EpisodeId.Type
