import type { Style } from "@aethercast/domain/Script"
import { headingQuestion } from "./HeadingQuestion.ts"
import { headline } from "./Headline.ts"
import type { PhrasePool, SegmentPosition } from "./PhrasePool.ts"

/** What is known where a chapter is opened. */
export interface ChapterStart {
  readonly title: string
  /** The chapter is about a whole document, and `title` is that document's. */
  readonly isDocument: boolean
  readonly style: Style
  readonly position: SegmentPosition
  /** Words that the sources write in lower case. */
  readonly commonWords: ReadonlySet<string>
  /** A question that the first sentence answers. */
  readonly question: string | undefined
}

/**
 * The words that open a chapter: a question that it answers, where its name or its first sentence gives
 * one; its name, where that claims nothing; and otherwise a remark that something else begins.
 */
export const chapterOpening = (start: ChapterStart, phrases: PhrasePool): string => {
  const { commonWords, isDocument, position, question, style, title } = start
  const list =
    position.index === 0 ? "first" : position.index === position.count - 1 ? "final" : "next"
  const turn = () =>
    question ?? (list === "first" ? "" : (phrases.take(`turn/${list}`, turns[list]) ?? ""))
  const name = headline(title, 120).replace(/\.$/, "")
  if (isDocument || [claims, refers, incomplete].some((one) => one.test(name))) return turn()
  const asked = headingQuestion(name)
  if (asked !== undefined && !announced.has(style)) return asked
  if (indirectQuestion.test(name)) {
    return (
      phrases.take(`question/${list}`, questionOpeners[list], `${decapitalized(name)}.`) ?? turn()
    )
  }
  const [first = ""] = name.split(" ")
  const isCommon = /^(?:The|An?)$/.test(first) || commonWords.has(first.toLowerCase())
  const words = isCommon ? decapitalized(name) : name
  const announcement = phrases.take(list, openers[list], /[?!]$/.test(name) ? words : `${words}.`)
  if (announcement === undefined) return turn()
  const more = announced.has(style) ? undefined : phrases.take("about", aboutQuestions)
  return more === undefined ? announcement : `${announcement} ${more}`
}

/** Styles in which nobody asks. */
const announced: ReadonlySet<Style> = new Set<Style>(["briefing", "story", "lecture"])

const decapitalized = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** "The Moon is blamed early", "A carpenter comes to London", "Halley draws the shadow", "When two tides meet" */
const claims =
  /^When\b|^(?!(?:Why|How|What|Where|Who|Which|Does|Do|Is|Are)\b)(?:(?:(?!(?:that|who|which)\b)\S+ ){1,6}?(?:is|are|was|were|has|have|had|can|cannot|could|will|would|must)\b|(?:The|An?) \p{L}+ \p{Ll}+s (?:away|back|down|in|out|to|too|up)\b|\p{Lu}\p{L}+ \p{Ll}+s (?:the|an?|his|her) )/u

/** "What happens without it" */
const refers = /\b(?:it|they|them|their|this|these|those|he|him|his|she|her)\b/i

/** A name that was cut, and the second part of what a question answers: "Why we sleep, continued" */
const incomplete = /…$|(?:^(?:Why|How|What|Where|Who|Which)\b.*|\?), continued$/

/** "What fire does" */
const indirectQuestion = /^(?:Why|How|What|Where|Who)\b.*[^?!]$/

const questionOpeners = {
  first: ["First, the question of *", "We begin with the question of *", "Let's find out *"],
  next: [
    "Now to the question of *",
    "That brings us to the question of *",
    "Next, the question of *",
    "On to the question of *",
    "Let's find out *",
    "We also wanted to know *",
    "Another question is *"
  ],
  final: ["That leaves the question of *", "To finish, the question of *"]
}

const openers = {
  first: ["Let's begin with *", "First, *", "We start with *"],
  next: [
    "Next, *",
    "Now to *",
    "On to *",
    "Then there is *",
    "Let's turn to *",
    "That brings us to *",
    "And then, *",
    "I also noted this: *",
    "Here is another thread: *"
  ],
  final: ["That leaves *", "And finally, *", "To finish, *"]
}

const aboutQuestions = [
  "What is that about?",
  "What lies behind that?",
  "What is meant by that?",
  "Tell me about it.",
  "What do we know of it?",
  "What did you find on that?"
]

/** As the openers, for a chapter without a name. */
const turns = {
  next: [
    "On we go.",
    "Let's turn the page.",
    "There is another side to it.",
    "Moving on.",
    "Now something else.",
    "There is more to it."
  ],
  final: ["One last part.", "And to finish."]
}
