import { Segment } from "@aethercast/domain/Script"
import { Effect, Option } from "effect"
import type { Model } from "../../models/Model.ts"
import { headline } from "../Headline.ts"
import type { SegmentRequest } from "../ScriptWriter.ts"
import * as SegmentLines from "../SegmentLines.ts"
import type { JudgeModel } from "./ClaimJudge.ts"
import * as LineSource from "./LineSource.ts"
import * as SegmentTask from "./SegmentTask.ts"

/** Writes a segment with a model, line by line; each line is checked before anyone hears it. */
export const make = (
  model: Model,
  prompts: SegmentTask.SegmentPrompts,
  judge: Option.Option<JudgeModel>
) =>
  Effect.fn("ModelSegment.write")(function* (request: SegmentRequest) {
    const { plan } = request
    const next = yield* LineSource.make(SegmentTask.make(model, prompts, judge, request))
    const lines = yield* SegmentLines.write(plan, next)
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
      lines
    })
  }, Effect.scoped)
