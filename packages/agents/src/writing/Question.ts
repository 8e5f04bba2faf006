import type { PhrasePool } from "./PhrasePool.ts"
import {
  nameQuestions,
  openQuestions,
  type QuestionKind,
  strongKinds,
  subjectQuestions,
  weakKinds
} from "./QuestionKinds.ts"
import { properName, subjectOf } from "./SentenceSubject.ts"

/**
 * A question that the sentence answers. `isNear` when it closely follows the sentence before it;
 * `commonWords` are known to be written in lower case; `said` is what was heard before, since nobody
 * asks about a name that they have not met.
 */
export const questionFor = (
  text: string,
  isNear: boolean,
  commonWords: ReadonlySet<string>,
  said: string,
  { take }: PhrasePool
): string | undefined => {
  const firstOf = (kinds: ReadonlyArray<QuestionKind>): string | undefined => {
    for (const { kind, answeredBy, phrases, refersBack } of kinds) {
      const isFitting = (isNear || !refersBack) && answeredBy.test(text)
      const question = isFitting ? take(kind, phrases) : undefined
      if (question !== undefined) return question
    }
    return undefined
  }
  const about = (kind: string, phrases: ReadonlyArray<string>, name: string | undefined) =>
    name === undefined ? undefined : take(kind, phrases, name)
  const name = properName(text)
  const isKnown = name !== undefined && said.includes(name.replace(/^the /, ""))
  return (
    firstOf(strongKinds) ??
    about("name", nameQuestions, isKnown ? name : undefined) ??
    about("subject", subjectQuestions, subjectOf(text, commonWords)) ??
    firstOf(weakKinds)
  )
}

/** A question that the first sentence of a chapter answers: about its subject, unless that is a name. */
export const openingQuestion = (
  text: string,
  commonWords: ReadonlySet<string>,
  { take }: PhrasePool
): string | undefined => {
  const subject = subjectOf(text, commonWords)
  const isName = /\p{Lu}/u.test(subject ?? "")
  if (subject !== undefined && !isName) return take("subject", subjectQuestions, subject)
  const fitting = strongKinds.find(
    ({ answeredBy, refersBack }) => !refersBack && answeredBy.test(text)
  )
  return fitting && take(fitting.kind, fitting.phrases)
}

/** A question that any fact answers. */
export const openQuestion = ({ take }: PhrasePool): string | undefined =>
  take("open", openQuestions)
