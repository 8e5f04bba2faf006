import { Option, Schema } from "effect"
import type { Episode } from "./Episode.ts"
import type { ForkChange } from "./EpisodeRequest.ts"
import type { PassageId } from "./Source.ts"
import { Timeline } from "./Timeline.ts"

/** The episode has no such chapter yet, or what comes before it is not spoken yet. */
export class ChapterNotFound extends Schema.TaggedError<ChapterNotFound>()("ChapterNotFound", {
  episodeId: Schema.String,
  chapter: Schema.Natural
}) {}

/** What a fork shares with its original. */
export interface SharedPart {
  /** The chapters before the first of its own, without asides. */
  readonly timeline: Timeline
  /** Passages that the fork leaves alone while there are others. */
  readonly said: ReadonlyArray<PassageId>
}

/** What a fork of an episode from a chapter on shares with it; `None` before that chapter has begun. */
export const sharedPart = (
  { timeline: { chapters, lines } }: Episode,
  chapter: number,
  change: ForkChange
): Option.Option<SharedPart> => {
  const script = lines.filter(({ aside }) => aside === undefined)
  const shared = script.filter((line) => line.chapter < chapter)
  const hasBegun = chapter < chapters.length && script.some((line) => line.chapter === chapter)
  if (!hasBegun || shared.some(({ clip }) => clip === undefined)) return Option.none()
  const last = change === "again" ? chapter : chapter - 1
  return Option.some({
    timeline: new Timeline({ chapters: chapters.slice(0, chapter), lines: shared }),
    said: [
      ...new Set(script.filter((line) => line.chapter <= last).flatMap(({ passages }) => passages))
    ]
  })
}
