import { Line } from "@aethercast/domain/Script"
import { Effect, Layer, Option } from "effect"
import type { ModelSettings } from "../../models/ModelSettings.ts"
import * as Model from "../../models/Model.ts"
import * as QuotedRest from "../QuotedRest.ts"
import { ScriptWriter, type Writer } from "../ScriptWriter.ts"
import type { JudgeModel } from "./ClaimJudge.ts"
import { modelClosing } from "./ModelClosing.ts"
import * as ModelAside from "./ModelAside.ts"
import * as ModelOutline from "./ModelOutline.ts"
import * as ModelSegment from "./ModelSegment.ts"
import * as ModelTeaser from "./ModelTeaser.ts"
import * as Prompts from "./Prompts.ts"

/**
 * Writes with language models. The opening stays with the extractive writer, which has it at once: the
 * listener waits for it, and the teaser in it is the model's. Where a model fails, supervision turns to
 * the writers that stand in.
 */
export const layer = ({ reserve, ...settings }: ModelSettings) =>
  Layer.effect(
    ScriptWriter,
    Effect.gen(function* () {
      const quoting = yield* ScriptWriter
      const standIn = ScriptWriter.of({ ...quoting, segment: QuotedRest.make(quoting) })
      const [judging] = yield* Effect.forEach(Option.toArray(settings.judge), Model.make)
      const judge = Option.map(Option.fromNullishOr(judging), (model) => ({
        model,
        prompt: Prompts.load("judge")
      }))
      const { answer, outline, script, snippet } = settings
      const models = yield* Effect.all({
        outline: Model.make(outline),
        script: Model.make(script),
        answer: Model.make(answer),
        snippet: Model.make(snippet)
      })
      const [second] = yield* Effect.forEach(Option.toArray(reserve), Model.make)
      return ScriptWriter.of({
        ...writer(quoting, models, judge),
        standIns: {
          reserve:
            second === undefined
              ? standIn
              : writer(
                  quoting,
                  { outline: second, script: second, answer: second, snippet: second },
                  judge
                ),
          quoting: standIn,
          saving: standIn
        }
      })
    })
  )

/** The models that write. */
type WritingModels = Readonly<Record<"outline" | "script" | "answer" | "snippet", Model.Model>>

const writer = (
  quoting: Writer,
  { answer, outline, script, snippet }: WritingModels,
  judge: Option.Option<JudgeModel>
): Writer => {
  const { model, provider } = script.endpoint
  const prompts = { segment: Prompts.load("segment"), repair: Prompts.load("repair") }
  const judged = Option.match(judge, {
    onNone: () => "",
    onSome: ({ model }) => ` and by ${model.endpoint.model}`
  })
  return {
    ...quoting,
    aside: ModelAside.make(quoting, ModelSegment.make(answer, prompts, judge)),
    description: `${model} by ${provider}, each line checked against its sources${judged}`,
    outline: ModelOutline.make(outline, Prompts.load("outline"), quoting),
    segment: ModelSegment.make(script, prompts, judge),
    snippet: ModelTeaser.make(snippet, Prompts.load("snippet"), judge, quoting),
    closing: (request) => Effect.succeed(modelClosing(request).map((line) => new Line(line)))
  }
}
