import { Effect, Schema } from "effect"

/**
 * What a listener can do about an episode that failed: request it again (`retry`), say the topic in
 * other words (`reword`), or choose another topic (`choose`).
 */
export const Remedy = Schema.Literals(["retry", "reword", "choose"])
export type Remedy = typeof Remedy.Type

/**
 * Progress of an episode. `Queued`: it waits for its turn, `ahead` others come before it, above ten
 * rounded up to tens; it starts, or goes on, by itself. `Resting`: generation is far enough ahead of the
 * listeners, or nobody listens; it resumes by itself. `reason` is plain English for the listener, at most 500 characters.
 */
export const EpisodeStatus = Schema.TaggedUnion({
  Queued: { ahead: Schema.Natural },
  Starting: {},
  Generating: { stage: Schema.Literals(["reading", "planning", "speaking"]) },
  Resting: {},
  Complete: {},
  Failed: {
    reason: Schema.String.check(Schema.isMaxLength(500)),
    remedy: Remedy.pipe(
      Schema.withDecodingDefaultKey(Effect.succeed("retry" as const)),
      Schema.withConstructorDefault(Effect.succeed("retry" as const))
    )
  },
  /** By an operator, who gave the reason. */
  Cancelled: { reason: Schema.String.check(Schema.isMaxLength(500)) }
})
export type EpisodeStatus = typeof EpisodeStatus.Type

/** Whether the episode ended before it was complete: nothing is added to it, not even an aside. */
export const endedEarly = ({ _tag }: EpisodeStatus): boolean =>
  _tag === "Failed" || _tag === "Cancelled"

/** Whether the episode has ended: only asides are added from then on, and only to a complete one. */
export const isOver = (status: EpisodeStatus): boolean =>
  status._tag === "Complete" || endedEarly(status)
