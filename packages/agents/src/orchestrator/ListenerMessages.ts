import { Episode } from "@aethercast/domain/Episode"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { empty } from "@aethercast/domain/Timeline"
import type { WorkflowId } from "@aethercast/domain/Workflow"
import { Cause, Option } from "effect"
import type { Commission } from "./EpisodeWorkflow.ts"

/** Fewer passages than this are searched for more before the outline. */
export const thinMaterial = 30

/** An episode at its start. */
export const opened = ({ cover, request, snippet }: Commission, workflowId: WorkflowId): Episode =>
  new Episode({
    id: request.id,
    workflowId,
    title: snippet.title,
    teaser: snippet.teaser,
    lengthSeconds: request.lengthSeconds,
    style: request.style,
    ...(cover === undefined ? {} : { cover }),
    status: EpisodeStatus.cases.Starting.make({}),
    notices: [],
    sources: snippet.sources,
    timeline: empty
  })

export const missingSources = (titles: ReadonlyArray<string>): string =>
  `Not everything could be read: ${titles.join(", ")} is left out.`.slice(0, 500)

export const missingChapter = (title: string): string =>
  `The part "${title}" could not be written, and is left out.`

/** Why an episode could not be made, in words for the listener, with what to do. */
export const apology = (cause: Cause.Cause<{ readonly _tag: string }>): string => {
  const tag = Option.getOrUndefined(Cause.findErrorOption(cause))?._tag
  switch (tag) {
    case "NothingToRead":
      return "Nothing was found to read about this. Try other words, or add a document on it to the library."
    case "TooLittleMaterial":
      return "The sources say too little about this for an episode. Try a broader topic."
    case "SourceUnavailable":
      return "The sources cannot be reached at the moment. Try again in a minute."
    case "DeadlineExceeded":
      return "This took longer than it may. Try again in a minute."
    default:
      return "Something went wrong while this was being made. Try again; if it stays, another topic will do."
  }
}
