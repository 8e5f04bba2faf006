import { Line, type SegmentPlan } from "@aethercast/domain/Script"
import { Effect, Schema } from "effect"
import { ModelTurn } from "../models/ModelTurn.ts"
import { linesSeconds } from "./SpokenLength.ts"

/** The next lines; null at the end of the segment. */
const Step = Schema.NullOr(Schema.Array(Line))

/**
 * Writes a segment step by step, and hands each line on before the next step. Steps are stored under
 * their number, whoever writes them: an attempt that follows a failure, with this writer or another,
 * goes on after the lines that may have been heard, and only the rest is paid for again.
 *
 * `next` gives the lines that follow those already said.
 */
export const write = Effect.fnUntraced(function* <E, R>(
  { seconds }: SegmentPlan,
  next: (said: ReadonlyArray<Line>) => Effect.Effect<ReadonlyArray<Line> | null, E, R>
) {
  const { once, written } = yield* ModelTurn
  const said: Array<Line> = []
  const given: Array<Line> = []

  const give = Effect.fnUntraced(function* (line: Line) {
    yield* written(line)
    given.push(line)
  })

  for (let step = 0; linesSeconds(said) < full * seconds && step < mostSteps; step++) {
    const added = yield* once(`lines/${step}`, Step, next(said))
    if (added === null) break
    said.push(...added)
    const certain = linesSeconds(said) < mayEnd * seconds ? said.length : said.length - 1
    yield* Effect.forEach(said.slice(given.length, certain), give, { discard: true })
  }
  const last = said.at(given.length)
  if (last !== undefined) yield* give(new Line({ ...last, pauseMillis: closingPause }))
  return given
})

/** From this share of the length on no further line is written: one more would be too long. */
const full = 0.95

/** From this share on any line may be the last, and waits for the next, since a longer pause follows the last. */
const mayEnd = 0.6

/** Milliseconds. */
const closingPause = 800

/** Of a segment; its length ends it long before that. */
const mostSteps = 120
