import type { Source } from "@aethercast/domain/Source"
import type { Hosts } from "@aethercast/domain/Hosts"
import type { Speaker, Style } from "@aethercast/domain/Script"
import { Array as Arr } from "effect"
import * as SeededRandom from "../SeededRandom.ts"
import { chapterOpening } from "./ChapterOpening.ts"
import { dialogueStyles, type DraftLine, type Readers, remark } from "./DialogueStyle.ts"
import { spokenTitle } from "./Headline.ts"
import * as PhrasePool from "./PhrasePool.ts"
import { openingQuestion } from "./Question.ts"
import { breathGroups, follows, type Sentence } from "./Sentence.ts"

/** What the dialogue of a segment depends on besides its sentences. */
export interface SegmentContext {
  /** The same for all segments of an episode. */
  readonly seed: string
  readonly title: string
  readonly style: Style
  readonly hosts: Hosts
  readonly position: PhrasePool.SegmentPosition
  readonly sources: ReadonlyArray<Source>
  /** Words that the sources write in lower case. */
  readonly commonWords: ReadonlySet<string>
}

/** Hosts who read sentences out to each other, in the given order; alone, one reads and announces. */
export const converse = (
  sentences: Arr.NonEmptyReadonlyArray<Sentence>,
  context: SegmentContext
): ReadonlyArray<DraftLine> => {
  const { commonWords, hosts, position, seed, sources } = context
  const style = hosts.length === 1 ? "lecture" : context.style
  const { maxRun, readers, pauseMillis, beforeRun, withinRun } = dialogueStyles[style]
  const phrases = PhrasePool.make(seed, position)
  const sourceOf = ({ passage }: Sentence) => sources.find(({ id }) => id === passage.source)
  const runs = splitIntoRuns(sentences, maxRun)
  const lines = runs.flatMap((run, index) => {
    // More than two would not all have a turn in every chapter.
    const turn = hosts.length > 2 ? index + 2 * position.index : index
    const reader = readerOf(readers, hosts, turn)
    const asker = askerOf(readers, hosts, reader, turn)
    return run.flatMap((sentence, i) => {
      const previous = run[i - 1] ?? runs[index - 1]?.at(-1)
      const quoted = breathGroups(sentence.text).map((text) => ({
        ...remark(reader, text, pauseMillis),
        passages: [sentence.passage.id]
      }))
      const source = sourceOf(sentence)
      if (previous === undefined) {
        const opening = chapterOpening(
          {
            ...context,
            style,
            isDocument: source !== undefined && spokenTitle(source.title) === context.title,
            question: openingQuestion(sentence.text, commonWords, phrases)
          },
          phrases
        )
        return [remark(asker, opening, 420), ...quoted]
      }
      if (source !== undefined && source !== sourceOf(previous)) {
        const change = phrases.take("switch", sourceChanges)
        return [remark(reader, change, pauseMillis), ...quoted]
      }
      const remarkOf = i === 0 ? beforeRun : withinRun
      const filler = remarkOf({
        previous,
        next: sentence,
        reader,
        asker,
        run: index,
        isLate: index >= runs.length - 2,
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

const readerOf = (readers: Readers, hosts: Hosts, turn: number): Speaker => {
  const [leader, ...others] = hosts
  switch (readers) {
    case "all":
      return hosts[turn % hosts.length] ?? leader
    case "leader":
      return leader
    case "others":
      return others[turn % others.length] ?? leader
  }
}

/** Who asks and comments while another reads; the only host alone. */
const askerOf = (readers: Readers, hosts: Hosts, reader: Speaker, turn: number): Speaker => {
  const [leader] = hosts
  if (readers === "others") return leader
  const listeners = hosts.filter((host) => host !== reader)
  return listeners[turn % listeners.length] ?? leader
}

/**
 * Sentences that are consecutive in their source stay together, up to `maxRun`; one that depends on
 * the sentence before it is not separated from it, unless one voice would read on and on.
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
    const limit = sentence.dependsOnPrevious ? 2 * maxRun : maxRun
    if (isContinuation && run.length < limit) run.push(sentence)
    else runs.push([sentence])
  }
  return runs
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
