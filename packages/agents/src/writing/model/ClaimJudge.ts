import type { Passage, Source } from "@aethercast/domain/Source"
import { Effect, Option, Schema } from "effect"
import type { Model } from "../../models/Model.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import type { PromptFile } from "./Prompts.ts"

/** What a judge found; `NotJudged` leaves the decision to the lexical check. */
export type Verdict =
  | { readonly _tag: "Supported" }
  | { readonly _tag: "Unsupported"; readonly reason: string }
  | { readonly _tag: "NotJudged" }

/** A statement, and the passages that it rests on. */
export interface Claim {
  readonly text: string
  readonly passages: ReadonlyArray<Passage>
}

/** Judges the claims of one text. */
export type ClaimJudge = (claim: Claim) => Effect.Effect<Verdict>

/** A model that judges, and how it is asked. */
export interface JudgeModel {
  readonly model: Model
  readonly prompt: PromptFile
}

const Answer = Schema.Struct({
  verdict: Schema.Literals(["supported", "unsupported"]),
  reason: Schema.String
})

/**
 * Makes a judge for one text, whose title and sources are given. It never fails: a model that is down,
 * too slow or does not answer with a verdict has not judged, and is not asked again after `patience`
 * such answers in a row. A claim that was judged is not judged again, so that repetition cannot change
 * a verdict. A claim without passages is not judged.
 */
export const make = (
  judge: Option.Option<JudgeModel>,
  title: string,
  sources: ReadonlyArray<Source>
): ClaimJudge => {
  if (Option.isNone(judge)) return () => Effect.succeed(notJudged)
  const { model, prompt } = judge.value
  const verdicts = new Map<string, Verdict>()
  let failures = 0

  const ask = ({ passages, text }: Claim) =>
    model
      .object(
        prompt.render({
          title,
          line: text,
          passages: NumberedPassages.number(passages, sources).text
        }),
        Answer,
        "Verdict"
      )
      .pipe(
        Effect.timeout(deadline),
        Effect.match({
          onFailure: () => notJudged,
          onSuccess: verdictOf
        })
      )

  return Effect.fn("ClaimJudge.judge")(function* (claim: Claim) {
    if (claim.passages.length === 0) return notJudged
    const key = JSON.stringify([claim.text, claim.passages.map(({ id }) => id)])
    const known = verdicts.get(key)
    if (known !== undefined) return known
    if (failures >= patience) return notJudged
    const verdict = yield* ask(claim)
    failures = verdict._tag === "NotJudged" ? failures + 1 : 0
    verdicts.set(key, verdict)
    return verdict
  })
}

const notJudged: Verdict = { _tag: "NotJudged" }

const verdictOf = ({ reason, verdict }: typeof Answer.Type): Verdict =>
  verdict === "supported"
    ? { _tag: "Supported" }
    : {
        _tag: "Unsupported",
        reason: `it says what its passages do not: ${reason.replace(/\s+/g, " ").slice(0, 300)}`
      }

/** The line waits for the verdict, and the listener for the line. */
const deadline = "5 seconds"

/** Answers without a verdict, in a row. */
const patience = 2
