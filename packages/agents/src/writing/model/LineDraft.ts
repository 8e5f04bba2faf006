import { Line, Speaker } from "@aethercast/domain/Script"
import { Effect, Option, Result, Schema } from "effect"
import type { Language } from "@aethercast/domain/Language"
import { breathGroups } from "../Sentence.ts"
import { type Evidence, objections } from "./LineCheck.ts"
import { isForeign } from "./SpokenLanguage.ts"
import { spokenLine } from "./SpokenLine.ts"

/** A line as a model writes it. Small models forget fields and invent speakers. */
export const LineDraft = Schema.Struct({
  speaker: Speaker.pipe(Schema.withDecodingDefaultKey(Effect.succeed("host" as const))),
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2000)),
  passages: Schema.Array(Schema.Int).pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
})
export type LineDraft = typeof LineDraft.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(LineDraft))

/** A line from one JSON object; none when it is not a line. */
export const parse = (json: string): Option.Option<LineDraft> => decode(json)

/** A draft that may be spoken, or what is wrong with it. */
export const check = (
  draft: LineDraft,
  evidence: Evidence,
  language: Language
): Result.Result<LineDraft, ReadonlyArray<string>> => {
  const spoken = spokenLine(draft.text)
  if (Result.isFailure(spoken)) return Result.fail([spoken.failure])
  const text = spoken.success
  if (isForeign(text, language)) return Result.fail(["it is in another language"])
  const found = objections(text, draft.passages, evidence)
  return found.length === 0 ? Result.succeed({ ...draft, text }) : Result.fail(found)
}

/** The sentences of a draft that may be spoken, each as a draft with the passages that exist. */
export const supportedSentences = (
  draft: LineDraft,
  evidence: Evidence,
  language: Language
): ReadonlyArray<LineDraft> => {
  const spoken = Result.getOrElse(spokenLine(draft.text), () => "")
  const passages = draft.passages.filter((number) => evidence.passages.has(number))
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(spoken)]
    .map(({ segment }) => ({ ...draft, passages, text: segment.trim() }))
    .filter(
      (sentence) => sentence.text !== "" && Result.isSuccess(check(sentence, evidence, language))
    )
}

/** The sentences of one draft as one draft again; none when there are none. */
export const joined = ([first, ...rest]: ReadonlyArray<LineDraft>): Option.Option<LineDraft> =>
  first === undefined
    ? Option.none()
    : Option.some({ ...first, text: [first, ...rest].map(({ text }) => text).join(" ") })

/** A draft as lines that can be spoken in one breath each. */
export const linesOf = (
  { speaker, text }: LineDraft,
  passages: Line["passages"]
): ReadonlyArray<Line> =>
  breathGroups(text).map((part) => new Line({ speaker, text: part, passages, pauseMillis: 320 }))
