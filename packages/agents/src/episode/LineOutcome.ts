import { Clip } from "@aethercast/domain/Clip"
import type { LineId, Timeline } from "@aethercast/domain/Timeline"
import { Option, Schema } from "effect"

/** The end of a line: its clip, or the reason why it is not part of the episode. */
export const LineOutcome = Schema.TaggedUnion({
  Spoken: { clip: Clip },
  LeftOut: { reason: Schema.String }
})
export type LineOutcome = typeof LineOutcome.Type

/** The outcome of a line that ended before, which a replayed workflow prepares again. */
export const recorded = (
  { dropped, lines }: Timeline,
  lineId: LineId
): Option.Option<LineOutcome> => {
  const line = lines.find(({ id }) => id === lineId)
  if (line?.clip !== undefined) {
    return Option.some(LineOutcome.cases.Spoken.make({ clip: line.clip }))
  }
  return Option.map(Option.fromUndefinedOr(dropped.find(({ id }) => id === lineId)), ({ reason }) =>
    LineOutcome.cases.LeftOut.make({ reason })
  )
}
