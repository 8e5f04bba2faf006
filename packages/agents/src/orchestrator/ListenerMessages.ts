import { Cause, Option } from "effect"

export const missingSources = (titles: ReadonlyArray<string>): string =>
  `These sources could not be read: ${titles.join(", ")}.`.slice(0, 500)

export const missingChapter = (title: string): string =>
  `The chapter "${title}" could not be written and was left out.`

export const missingLine = "A line that could not be spoken was left out."

export const otherVoice =
  "The voice of this episode is not available at the moment: a similar one reads in its place."

export const sourcesUnreachable =
  "The sources cannot be reached at the moment. Fresh topics will appear as soon as they can."

/** Why an episode failed, and what the listener can do. */
export const failureReason = (cause: Cause.Cause<{ readonly _tag: string }>): string => {
  const tag = Option.getOrUndefined(Cause.findErrorOption(cause))?._tag
  switch (tag) {
    case "NothingToRead":
      return "Nothing about this was found to read. Try other words, or add a document about it to the library."
    case "TooLittleMaterial":
      return "The sources say too little about this for an episode. Try a broader topic."
    case "SourceUnavailable":
      return "The sources cannot be reached at the moment. Try again in a minute."
    case "DeadlineExceeded":
      return "This took too long. Try again in a minute."
    default:
      return "Something went wrong. Try again, or choose another topic."
  }
}
