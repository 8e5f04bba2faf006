import { Effect, Option, Result, Schema } from "effect"
import { check, type LineDraft, soften } from "./LineDraft.ts"
import { languageName } from "./Manner.ts"
import type { SegmentTask } from "./SegmentTask.ts"

const Mended = Schema.Struct({ text: Schema.String, passages: Schema.Array(Schema.Int) })

/**
 * Makes a function that gives a draft as it may be spoken: as it is when the passages support it,
 * otherwise mended once by the model, otherwise without the sentences that are not supported; none
 * when nothing is left.
 */
export const make = ({ evidence, model, numbered, prompts, request }: SegmentTask) => {
  const { language } = request
  let mends = 0

  const mend = (draft: LineDraft, found: ReadonlyArray<string>) =>
    model
      .object(
        prompts.mend.render({
          line: draft.text,
          objections: found.join("; "),
          passages: numbered.text,
          language: languageName(language)
        }),
        Mended,
        "Line"
      )
      .pipe(
        Effect.map((mended) => ({ ...draft, ...mended })),
        // Without the model, and without a better line, the draft is softened.
        Effect.orElseSucceed(() => draft)
      )

  return Effect.fn("LineMender.mend")(function* (draft: LineDraft) {
    const first = check(draft, evidence, language)
    if (Result.isSuccess(first)) return Option.some(first.success)
    if (mends >= mostMends) return soften(draft, evidence, language)
    mends++
    const mended = yield* mend(draft, first.failure)
    return Option.orElse(Result.getSuccess(check(mended, evidence, language)), () =>
      soften(draft, evidence, language)
    )
  })
}

/** Of one segment: a model that needs more is not worth their cost, and the listener waits. */
const mostMends = 3
