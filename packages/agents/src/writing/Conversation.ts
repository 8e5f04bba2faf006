import type { Source } from "@aethercast/domain/Source"
import type { Speaker, Style } from "@aethercast/domain/Script"
import { Array as Arr } from "effect"
import * as SeededRandom from "../SeededRandom.ts"
import { dialogueStyles, type DraftLine, remark } from "./DialogueStyle.ts"
import { headline, spokenTitle } from "./Headline.ts"
import * as PhrasePool from "./PhrasePool.ts"
import { breathGroups, follows, type Sentence } from "./Sentence.ts"

/** What the dialogue of a segment depends on besides its sentences. */
export interface SegmentContext {
  /** The same for all segments of an episode. */
  readonly seed: string
  readonly title: string
  readonly style: Style
  readonly position: PhrasePool.SegmentPosition
  readonly sources: ReadonlyArray<Source>
  /** Words that the sources write in lower case. */
  readonly commonWords: ReadonlySet<string>
}

/** Two voices that read sentences out to each other, in the given order. */
export const converse = (
  sentences: Arr.NonEmptyReadonlyArray<Sentence>,
  context: SegmentContext
): ReadonlyArray<DraftLine> => {
  const { seed, style, position, sources, commonWords } = context
  const { maxRun, readers, pauseMillis, beforeRun, withinRun } = dialogueStyles[style]
  const phrases = PhrasePool.make(seed, position)
  const sourceOf = ({ passage }: Sentence) => sources.find(({ id }) => id === passage.source)
  const runs = splitIntoRuns(sentences, maxRun)
  const lines = runs.flatMap((run, index) => {
    const reader: Speaker = readers === "both" ? (index % 2 === 1 ? "guest" : "host") : readers
    return run.flatMap((sentence, i) => {
      const previous = run[i - 1] ?? runs[index - 1]?.at(-1)
      const quoted = breathGroups(sentence.text).map((text) => ({
        ...remark(reader, text, pauseMillis),
        passages: [sentence.passage.id]
      }))
      const source = sourceOf(sentence)
      if (previous === undefined) return [...introduction(context, phrases, source), ...quoted]
      if (source !== undefined && source !== sourceOf(previous)) {
        const change = phrases.take("switch", sourceChanges)
        return [remark(reader, change, pauseMillis), ...quoted]
      }
      const remarkOf = i === 0 ? beforeRun : withinRun
      const filler = remarkOf({
        previous,
        next: sentence,
        reader,
        run: index,
        isLastRun: position.index === position.count - 1 && index === runs.length - 1,
        isContinuation: follows(previous, sentence),
        commonWords,
        said: [
          context.title,
          ...sentences.slice(0, sentences.indexOf(sentence)).map(({ text }) => text)
        ].join(" "),
        random: SeededRandom.make(`${seed}/${sentence.passage.id}`),
        phrases
      })
      return [filler, ...quoted]
    })
  })
  return lines
    .filter(({ text }) => text !== "")
    .map((line, i, all) => (i === all.length - 1 ? { ...line, pauseMillis: 800 } : line))
}

/**
 * Sentences that are consecutive in their source stay together, up to `maxRun`; one that depends on
 * the sentence before it is never separated from it.
 */
const splitIntoRuns = (
  sentences: Arr.NonEmptyReadonlyArray<Sentence>,
  maxRun: number
): ReadonlyArray<Arr.NonEmptyReadonlyArray<Sentence>> => {
  const [first, ...rest] = sentences
  const runs: Arr.NonEmptyArray<Arr.NonEmptyArray<Sentence>> = [[first]]
  for (const sentence of rest) {
    const run = Arr.lastNonEmpty(runs)
    const isContinuation = follows(Arr.lastNonEmpty(run), sentence)
    if (isContinuation && (run.length < maxRun || sentence.dependsOnPrevious)) run.push(sentence)
    else runs.push([sentence])
  }
  return runs
}

/**
 * What leads into the segment. Only the change is marked where its name is a document's title, claims
 * something, or refers to what was not said; "Why eclipses are rare" is asked about, not announced.
 */
const introduction = (
  { title, style, position: { index, count } }: SegmentContext,
  phrases: PhrasePool.PhrasePool,
  source: Source | undefined
): ReadonlyArray<DraftLine> => {
  const name = headline(title, 120).replace(/[.…]$/, "")
  const list = index === 0 ? "first" : index === count - 1 ? "final" : "next"
  if (
    (source !== undefined && spokenTitle(source.title) === name) ||
    claims.test(name) ||
    refers.test(name)
  ) {
    return [remark("host", index === 0 ? "" : phrases.take(`turn/${list}`, turns[list]), 420)]
  }
  if (name.endsWith("?") && style !== "briefing") return [remark("guest", name)]
  if (indirectQuestion.test(name)) {
    const asked = `${name.charAt(0).toLowerCase()}${name.slice(1)}.`
    return [remark("host", phrases.take(`question/${list}`, questionOpeners[list], asked), 420)]
  }
  const words = /[?!]$/.test(name) ? name : `${name}.`
  return [remark("host", phrases.take(list, openers[list], words) ?? words, 420)]
}

/** "The Moon is blamed early", "A carpenter comes to London" */
const claims =
  /^(?!(?:Why|How|What|When|Where|Who|Which|Does|Do|Is|Are)\b)(?:(?:(?!(?:that|who|which)\b)\S+ ){1,6}?(?:is|are|was|were|has|have|had|can|cannot|could|will|would|must)\b|(?:The|An?) \p{L}+ \p{Ll}+s (?:away|back|down|in|out|to|too|up)\b)/u

/** "What happens without it" */
const refers = /\b(?:it|they|them|their|this|these|those|he|him|his|she|her)\b/i

/** "Why eclipses are rare" */
const indirectQuestion = /^(?:Why|How|What|Where|Who)\b.*[^?!]$/

/** As the openers, for a segment whose name is an indirect question. */
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
  first: ["Let's begin with this: *", "First: *", "We start here: *", "To begin with: *"],
  next: [
    "Next: *",
    "Now to this: *",
    "On we go. *",
    "Another side of it: *",
    "Let's turn the page. *",
    "The next part: *",
    "Moving on. *",
    "And now: *",
    "Here is another thread: *",
    "Let's look at this: *",
    "Now something else: *"
  ],
  final: [
    "And finally: *",
    "To finish: *",
    "One last part: *",
    "Which brings us to the last part: *"
  ]
}

/** As the openers, for a segment without a name. */
const turns = {
  first: ["Let's begin."],
  next: [
    "On we go.",
    "Let's turn the page.",
    "There is another side to it.",
    "Moving on.",
    "Now something else.",
    "There is more to it.",
    "Next."
  ],
  final: ["One last part.", "And to finish.", "Which brings us to the end."]
}

const sourceChanges = [
  "And from another source.",
  "A second source adds to that.",
  "The next lines are from elsewhere.",
  "I also read this.",
  "There is more on that in another document.",
  "Let's hear somebody else, too.",
  "Another source goes on.",
  "Now from a different source."
]
