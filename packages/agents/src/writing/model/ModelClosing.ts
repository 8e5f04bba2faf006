import type { Style } from "@aethercast/domain/Script"
import type { DraftLine } from "../DialogueStyle.ts"
import { limitRemarks, listed, longestFitting, type Remark } from "../OpeningAndClosing.ts"
import type { ClosingRequest } from "../ScriptWriter.ts"
import { linesSeconds } from "../SpokenLength.ts"

const farewells: Partial<Record<Style, string>> = {
  story: "And there the story ends.",
  debate: "You be the judge."
}

/** The closing of an episode that a model wrote: its sources, how it was made, and thanks. */
export const modelClosing = ({
  seconds,
  sources,
  style
}: ClosingRequest): ReadonlyArray<DraftLine> => {
  const farewell = farewells[style] ?? "That is all for today."
  const closings = [5, 4, 3, 2, 1].map((count) => {
    const remarks: ReadonlyArray<Remark> = [
      [2, "guest", farewell],
      [0, "host", `What you heard rests on ${listed(sources, count)}.`],
      [3, "host", "A language model wrote it, and each line was checked against them."],
      ...limitRemarks(sources),
      [0, "guest", "Thank you for listening."],
      [1, "guest", "The links are on the page."]
    ]
    return longestFitting(remarks, seconds)
  })
  return closings.find((lines) => linesSeconds(lines) <= seconds) ?? closings.at(-1) ?? []
}
