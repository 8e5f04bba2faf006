import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Schema } from "effect"

/** What a process of the sweep is to do. It ends when all of it is done, or kills itself. */
export const SweepOrder = Schema.Struct({
  /** Address of the database. */
  database: Schema.String,
  /** An episode that another process has left unfinished. */
  resume: Schema.optionalKey(EpisodeId),
  /** The episode to make after that, and the point at which the process kills itself meanwhile. */
  begin: Schema.optionalKey(
    Schema.Struct({ id: EpisodeId, killAt: Schema.optionalKey(Schema.String) })
  )
})
export type SweepOrder = typeof SweepOrder.Type

/** The points that a process has come to with the episode that it began, in order. */
export const SweepReport = Schema.Struct({ points: Schema.Array(Schema.String) })
