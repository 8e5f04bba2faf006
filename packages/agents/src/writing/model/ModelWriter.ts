import { Line } from "@aethercast/domain/Script"
import { Effect, Layer, Option } from "effect"
import type { ModelSettings } from "../../models/ModelSettings.ts"
import * as Model from "../../models/Model.ts"
import { ScriptWriter, type Writer } from "../ScriptWriter.ts"
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
export const layer = ({ reserve, script, snippet }: ModelSettings) =>
  Layer.effect(
    ScriptWriter,
    Effect.gen(function* () {
      const quoting = yield* ScriptWriter
      const main = writer(quoting, yield* Model.make(script), yield* Model.make(snippet))
      const second = yield* Effect.forEach(Option.toArray(reserve), Model.make)
      const [standIn] = second.map((model) => writer(quoting, model, model))
      return ScriptWriter.of({
        ...main,
        standIns: { reserve: standIn ?? quoting, quoting }
      })
    })
  )

const writer = (quoting: Writer, script: Model.Model, snippet: Model.Model): Writer => {
  const { model, provider } = script.endpoint
  const segment = ModelSegment.make(script, {
    segment: Prompts.load("segment"),
    repair: Prompts.load("repair")
  })
  return {
    ...quoting,
    aside: ModelAside.make(quoting, segment),
    description: `${model} by ${provider}, each line checked against its sources`,
    outline: ModelOutline.make(script, Prompts.load("outline"), quoting),
    segment,
    snippet: ModelTeaser.make(snippet, Prompts.load("snippet"), quoting),
    closing: (request) => Effect.succeed(modelClosing(request).map((line) => new Line(line)))
  }
}
