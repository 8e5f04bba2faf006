import { Effect, Option, Result, Schema } from "effect"
import { check, type LineDraft, soften } from "./LineDraft.ts"
import { languageName } from "./PromptValues.ts"
import type { SegmentTask } from "./SegmentTask.ts"

const Repaired = Schema.Struct({ text: Schema.String, passages: Schema.Array(Schema.Int) })

/**
 * Makes a function that gives a draft as it may be spoken: as it is when the passages support it,
 * otherwise repaired once by the model, otherwise without the sentences that are not supported; none
 * when nothing is left.
 */
export const make = ({ evidence, model, numbered, prompts, request }: SegmentTask) => {
  const { language } = request
  let repairs = 0

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
    const first = check(draft, evidence, language)
    if (Result.isSuccess(first)) return Option.some(first.success)
    if (repairs >= maxRepairs) return soften(draft, evidence, language)
    repairs++
    const repaired = yield* repair(draft, first.failure)
    return Option.orElse(Result.getSuccess(check(repaired, evidence, language)), () =>
      soften(draft, evidence, language)
    )
  })
}

/** Of one segment: a model that needs more is not worth their cost, and the listener waits. */
const maxRepairs = 3
