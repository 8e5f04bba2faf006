import { Line, Segment } from "@aethercast/domain/Script"
import { Effect, Option, Schema } from "effect"
import type { Model } from "../../models/Model.ts"
import { ModelTurn } from "../../models/ModelTurn.ts"
import { headline } from "../Headline.ts"
import type { SegmentRequest } from "../ScriptWriter.ts"
import { linesSeconds } from "../SpokenLength.ts"
import type { JudgeModel } from "./ClaimJudge.ts"
import * as LineSource from "./LineSource.ts"
import * as SegmentTask from "./SegmentTask.ts"

/** The lines of one draft; null at the end of the segment. */
const Step = Schema.NullOr(Schema.Array(Line))

/**
 * Writes a segment with a model, line by line. Each line is checked before anyone hears it, and stored
 * under its number: an attempt that follows a failure goes on after the lines that were already heard,
 * and only the rest is paid for again.
 */
export const make = (
  model: Model,
  prompts: SegmentTask.SegmentPrompts,
  judge: Option.Option<JudgeModel>
) =>
  Effect.fn("ModelSegment.write")(function* (request: SegmentRequest) {
    const { plan } = request
    const { once, written } = yield* ModelTurn
    const next = yield* LineSource.make(SegmentTask.make(model, prompts, judge, request))
    const lines: Array<Line> = []
    for (let step = 0; linesSeconds(lines) < full * plan.seconds && step < mostSteps; step++) {
      const key = `${prompts.segment.version}/${model.endpoint.model}/${step}`
      const added = yield* once(key, Step, next(lines))
      if (added === null) break
      yield* Effect.forEach(added, written, { discard: true })
      lines.push(...added)
    }
    return new Segment({
      title: headline(plan.title, 200),
      writer: [
        `${model.endpoint.model}, ${prompts.segment.version}`,
        ...Option.toArray(judge).map(
          ({ model, prompt }) => `judged by ${model.endpoint.model}, ${prompt.version}`
        )
      ]
        .join("; ")
        .slice(0, 200),
      lines: lines.map((line, i) =>
        i === lines.length - 1 ? new Line({ ...line, pauseMillis: 800 }) : line
      )
    })
  }, Effect.scoped)

/** From this share of the length on no further line is written: one more would be too long. */
const full = 0.95

/** Of a segment; its length ends it long before that. */
const mostSteps = 120
