import { Effect, Option, Result, Schema } from "effect"
import { check, joined, type LineDraft, supportedSentences } from "./LineDraft.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import { languageName } from "./PromptValues.ts"
import type { SegmentTask } from "./SegmentTask.ts"

const Repaired = Schema.Struct({ text: Schema.String, passages: Schema.Array(Schema.Int) })

/**
 * Makes a function that gives a draft as it may be spoken: as it is when the passages support it,
 * otherwise repaired once by the model, otherwise without the sentences that are not supported; none
 * when nothing is left. What passes the lexical check is judged, where there is a judge.
 */
export const make = ({ evidence, judge, model, numbered, prompts, request }: SegmentTask) => {
  const { language } = request
  let repairs = 0

  const review = Effect.fnUntraced(function* (draft: LineDraft) {
    const checked = check(draft, evidence, language)
    if (Result.isFailure(checked)) return checked
    const { passages, text } = checked.success
    const verdict = yield* judge({
      text,
      passages: NumberedPassages.passagesOf(numbered, passages)
    })
    return verdict._tag === "Unsupported" ? Result.fail([verdict.reason]) : checked
  })

  const soften = (draft: LineDraft) =>
    Effect.filter(supportedSentences(draft, evidence, language), (sentence) =>
      Effect.map(review(sentence), Result.isSuccess)
    ).pipe(Effect.map(joined))

  const repair = (draft: LineDraft, found: ReadonlyArray<string>) =>
    model
      .object(
        prompts.repair.render({
          line: draft.text,
          objections: found.join("; "),
          passages: numbered.text,
          language: languageName(language)
        }),
        Repaired,
        "Line"
      )
      .pipe(
        Effect.map((repaired) => ({ ...draft, ...repaired })),
        // Without the model, and without a better line, the draft is softened.
        Effect.orElseSucceed(() => draft)
      )

  return Effect.fn("LineRepair.repair")(function* (draft: LineDraft) {
    const first = yield* review(draft)
    if (Result.isSuccess(first)) return Option.some(first.success)
    if (repairs >= maxRepairs) return yield* soften(draft)
    repairs++
    const second = yield* review(yield* repair(draft, first.failure))
    return Result.isSuccess(second) ? Option.some(second.success) : yield* soften(draft)
  })
}

/** Of one segment: a model that needs more is not worth their cost, and the listener waits. */
const maxRepairs = 3
