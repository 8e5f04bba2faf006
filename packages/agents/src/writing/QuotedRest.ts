import { Segment, SegmentPlan } from "@aethercast/domain/Script"
import { Effect } from "effect"
import { headline } from "./Headline.ts"
import { maxPassages, SegmentRequest, type Writer } from "./ScriptWriter.ts"
import * as SegmentLines from "./SegmentLines.ts"
import { linesSeconds } from "./SpokenLength.ts"

/**
 * Makes a writer of segments that quotes what is left of one that another writer has begun: for the
 * remaining seconds, from passages that were not used. Where nothing is left to quote, the segment ends.
 */
export const make = (quoting: Writer): Writer["segment"] =>
  Effect.fn("QuotedRest.write")(function* (request: SegmentRequest) {
    const { alreadySaid, plan } = request
    let isQuoted = false
    const lines = yield* SegmentLines.write(
      plan,
      Effect.fnUntraced(function* (said) {
        const seconds = plan.seconds - linesSeconds(said)
        if (isQuoted || seconds < shortest) return null
        isQuoted = true
        const quoted = quoting.segment(
          new SegmentRequest({
            ...request,
            plan: new SegmentPlan({ ...plan, seconds }),
            alreadySaid: [...alreadySaid, ...said.flatMap(({ passages }) => passages)].slice(
              -maxPassages
            )
          })
        )
        return yield* Effect.map(quoted, ({ lines }) => lines).pipe(
          Effect.catchTag("WritingFailed", (error) =>
            said.length === 0 ? Effect.fail(error) : Effect.succeed(null)
          )
        )
      })
    )
    return new Segment({ title: headline(plan.title, 200), lines })
  })

/** Seconds. */
const shortest = 5
