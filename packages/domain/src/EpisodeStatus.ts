import { Schema } from "effect"

/**
 * Progress of an episode. `Queued`: it waits for its turn, `ahead` others come before it; it starts, or
 * goes on, by itself. `Resting`: generation is far enough ahead of the listeners, or nobody
 * listens; it resumes by itself. `reason` is plain English for the listener, at most 500 characters.
 */
export const EpisodeStatus = Schema.TaggedUnion({
  Queued: { ahead: Schema.Natural },
  Starting: {},
  Generating: { stage: Schema.Literals(["reading", "planning", "speaking"]) },
  Resting: {},
  Complete: {},
  Failed: { reason: Schema.String.check(Schema.isMaxLength(500)) },
  /** By an operator, who gave the reason. */
  Cancelled: { reason: Schema.String.check(Schema.isMaxLength(500)) }
})
export type EpisodeStatus = typeof EpisodeStatus.Type

/** Whether nothing will be added to the episode any more. */
export const isOver = ({ _tag }: EpisodeStatus): boolean =>
  _tag === "Complete" || _tag === "Failed" || _tag === "Cancelled"
