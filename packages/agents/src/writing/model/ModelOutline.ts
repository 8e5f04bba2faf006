import { Outline, SegmentPlan } from "@aethercast/domain/Script"
import { Effect, Result, Schema } from "effect"
import type { Model } from "../../models/Model.ts"
import { ModelTurn } from "../../models/ModelTurn.ts"
import { headline } from "../Headline.ts"
import { OutlineRequest, type Writer } from "../ScriptWriter.ts"
import { textSeconds } from "../SpokenLength.ts"
import { focusLine, languageName, styleDescription, wordsIn } from "./PromptValues.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import type { PromptFile } from "./Prompts.ts"
import * as CorrectedAnswer from "./CorrectedAnswer.ts"

const Draft = Schema.Struct({
  question: Schema.String,
  parts: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      brief: Schema.String,
      passages: Schema.Array(Schema.Int)
    })
  )
})
type Draft = typeof Draft.Type

/** Plans an episode with a model, from the passages that the extractive writer would choose from. */
export const make = (model: Model, prompt: PromptFile, quoting: Writer) =>
  Effect.fn("ModelOutline.plan")(function* (request: OutlineRequest) {
    const { focus, language, opening, passages, seconds, sources, style, title } = request
    const wide = yield* quoting.outline(
      new OutlineRequest({ ...request, seconds: Math.min(3600, seconds * selection) })
    )
    const chosen = new Set(wide.segments.flatMap(({ passages }) => passages).slice(0, mostPassages))
    const numbered = NumberedPassages.number(
      passages.filter(({ id }) => chosen.has(id)),
      sources
    )
    const { once } = yield* ModelTurn
    return yield* once(
      `${prompt.version}/${model.endpoint.model}`,
      Outline,
      CorrectedAnswer.ask(
        model,
        prompt.render({
          title: headline(title, 200),
          parts: Math.max(1, Math.min(12, Math.round(Math.sqrt(seconds / 12)))),
          words: wordsIn(seconds),
          language: languageName(language),
          style: styleDescription[style],
          focus: focusLine(focus),
          said:
            opening.length === 0
              ? ""
              : `Already said in the opening: ${opening.map(({ text }) => text).join(" ")}`,
          passages: numbered.text
        }),
        {
          schema: Draft,
          name: "Outline",
          accept: (draft) => Effect.fromResult(outlineOf(draft, numbered, seconds))
        }
      )
    )
  })

/** The model chooses from this many times the material that the extractive writer would quote. */
const selection = 2.5
/** About 4,000 tokens. */
const mostPassages = 120

const outlineOf = (
  { parts, question }: Draft,
  numbered: NumberedPassages.NumberedPassages,
  seconds: number
): Result.Result<Outline, string> => {
  const used = new Set<number>()
  const plans = parts.slice(0, 12).flatMap(({ brief, passages, title }) => {
    const own = [...new Set(passages)].filter(
      (number) => numbered.byNumber.has(number) && !used.has(number)
    )
    for (const number of own) used.add(number)
    const found = own.flatMap((number) => numbered.byNumber.get(number) ?? [])
    return found.length === 0 ? [] : [{ title, brief, passages: found.slice(0, 40) }]
  })
  if (plans.length === 0) return Result.fail("no part names passages that exist")
  // Told in other words, a passage gives at most about one and a half times its length.
  const limit =
    1.5 *
    plans
      .flatMap(({ passages }) => passages)
      .reduce((sum, { text }) => sum + textSeconds(text, "host"), 0)
  const share = Math.max(5, Math.min(seconds, limit) / plans.length)
  return Result.succeed(
    new Outline({
      segments: plans.map(
        ({ brief, passages, title }) =>
          new SegmentPlan({
            title: headline(title, 120),
            brief: headline(`${brief} The question of the episode: ${question}`, 600),
            passages: passages.map(({ id }) => id),
            seconds: share
          })
      )
    })
  )
}
