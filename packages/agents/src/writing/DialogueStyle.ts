import type { Line, Speaker, Style } from "@aethercast/domain/Script"
import type { PhrasePool } from "./PhrasePool.ts"
import { openQuestion, questionFor } from "./Question.ts"
import { consequence } from "./QuestionKinds.ts"
import type { Sentence } from "./Sentence.ts"

/** A line while it is composed; one without text is dropped. */
export type DraftLine = Pick<Line, "speaker" | "text" | "passages" | "pauseMillis">

/** A line that claims nothing, its first letter capitalized. */
export const remark = (speaker: Speaker, text = "", pauseMillis = 320): DraftLine => ({
  speaker,
  text: text.charAt(0).toUpperCase() + text.slice(1),
  passages: [],
  pauseMillis
})

export const joinDefined = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined).join(" ")

/** Who reads: all by turns, the leading host, or the others by turns. */
export type Readers = "all" | "leader" | "others"

/** The gap between two quoted sentences, which a remark may fill. */
interface Transition {
  readonly previous: Sentence
  readonly next: Sentence
  /** Who reads `next`. */
  readonly reader: Speaker
  /** Who asks and comments. */
  readonly asker: Speaker
  /** Index of the run that `next` belongs to, from 0 within the segment. */
  readonly run: number
  /** Whether that is one of the last two runs of its segment. */
  readonly isLate: boolean
  /** Whether that is the last run of the last segment. */
  readonly isLastRun: boolean
  /** Whether `next` directly follows `previous` in the source. */
  readonly isContinuation: boolean
  readonly commonWords: ReadonlySet<string>
  /** What was said in the segment before `next`. */
  readonly said: string
  readonly random: () => number
  readonly phrases: PhrasePool
}

/** How the hosts share a text. */
interface DialogueStyle {
  /** The most consecutive sentences of a source that one host reads. */
  readonly maxRun: number
  readonly readers: Readers
  readonly pauseMillis: number
  /** The remark before a run. */
  readonly beforeRun: (transition: Transition) => DraftLine
  /** The remark within a run. */
  readonly withinRun: (transition: Transition) => DraftLine
}

export const dialogueStyles: Record<Style, DialogueStyle> = {
  conversation: {
    maxRun: 2,
    readers: "all",
    pauseMillis: 320,
    beforeRun: (transition) => {
      const { asker, previous, reader, isLastRun, isContinuation, random, phrases } = transition
      if (transition.next.dependsOnPrevious) return remark(reader)
      const outcome = outcomeQuestion(transition)
      if (outcome !== undefined) return remark(asker, outcome)
      if (isLastRun && !isContinuation) {
        return remark(asker, phrases.take("last", lastCalls))
      }
      const question =
        questionAbout(transition) ??
        (random() < (isContinuation ? 0.9 : 0.6) ? undefined : openQuestion(phrases))
      if (reader !== "host") {
        if (question !== undefined && random() < 0.75) return remark("host", question)
        if (!isContinuation) {
          return remark(reader, random() < 0.35 ? phrases.take("lead", leadIns) : undefined, 250)
        }
        return remark("host", random() < 0.35 ? phrases.take("handover", handovers) : undefined)
      }
      const reaction = random() < 0.35 ? reactionTo(previous, phrases) : undefined
      const cue = question ?? (random() < 0.25 ? cueFor(transition) : undefined)
      return remark(asker, joinDefined(reaction, cue))
    },
    withinRun: (transition) =>
      remark(
        transition.asker,
        transition.next.dependsOnPrevious || transition.random() < 0.25
          ? undefined
          : questionAbout(transition)
      )
  },
  briefing: {
    maxRun: 2,
    readers: "all",
    pauseMillis: 280,
    beforeRun: (transition) =>
      remark(transition.asker, transition.run === 2 ? questionAbout(transition) : undefined),
    withinRun: ({ asker }) => remark(asker)
  },
  story: {
    maxRun: 4,
    readers: "leader",
    pauseMillis: 420,
    beforeRun: (transition) => {
      const cue = transition.random() < 0.4 ? cueFor(transition) : undefined
      return remark(transition.asker, questionAbout(transition) ?? cue)
    },
    withinRun: ({ asker }) => remark(asker)
  },
  interview: {
    maxRun: 3,
    readers: "others",
    pauseMillis: 340,
    beforeRun: (transition) => {
      const { isContinuation, phrases } = transition
      return remark(
        "host",
        questionAbout(transition) ?? (isContinuation ? undefined : openQuestion(phrases))
      )
    },
    withinRun: () => remark("host")
  },
  debate: {
    maxRun: 1,
    readers: "all",
    pauseMillis: 300,
    beforeRun: (transition) => remark(transition.asker, questionAbout(transition)),
    withinRun: ({ asker }) => remark(asker)
  },
  explainer: {
    maxRun: 2,
    readers: "leader",
    pauseMillis: 420,
    beforeRun: (transition) => {
      const { isContinuation, phrases, random } = transition
      const open = isContinuation || random() >= 0.4 ? undefined : openQuestion(phrases)
      return remark(transition.asker, questionAbout(transition) ?? open)
    },
    withinRun: (transition) =>
      remark(
        transition.asker,
        transition.next.dependsOnPrevious ? undefined : questionAbout(transition)
      )
  },
  lecture: {
    maxRun: 4,
    readers: "leader",
    pauseMillis: 420,
    beforeRun: () => remark("host"),
    withinRun: () => remark("host")
  }
}

/** Asked where the end of a chapter tells what came of the rest. */
const outcomeQuestion = (transition: Transition): string | undefined => {
  const { isContinuation, isLate, next, phrases } = transition
  return isLate && isContinuation && consequence.answeredBy.test(next.text)
    ? phrases.take(consequence.kind, consequence.phrases)
    : undefined
}

const questionAbout = (transition: Transition): string | undefined =>
  outcomeQuestion(transition) ?? contentQuestion(transition)

const contentQuestion = ({
  next,
  previous,
  commonWords,
  phrases,
  said
}: Transition): string | undefined => {
  const distance = next.passage.position - previous.passage.position
  const isNear =
    next.passage.source === previous.passage.source &&
    next.passage.heading === previous.passage.heading &&
    distance > 0 &&
    distance <= 2
  return questionFor(next.text, isNear, commonWords, said, phrases)
}

/** "And then?" is only answered by the sentence that comes next in the source. */
const cueFor = ({ isContinuation, phrases }: Transition): string | undefined =>
  isContinuation ? phrases.take("cue", cues) : undefined

const reactionTo = ({ text }: Sentence, phrases: PhrasePool): string | undefined =>
  graveTopics.test(text)
    ? phrases.take("grave", graveReactions)
    : phrases.take("reaction", reactions)

const graveTopics =
  /\b(?:kill\w*|dea(?:d|ths?)|die[sd]?|dying|victims?|wars?|battle|disasters?|murder\w*|suffer\w*|disease|cancer|drown\w*|flood\w*|slave\w*|genocide|attack\w*)\b/i

const handovers = [
  "Over to you.",
  "You take it from here.",
  "Read on for us.",
  "And what comes after that?",
  "Your turn.",
  "You have the next lines.",
  "How does it continue?",
  "Please go on.",
  "Pick it up from there.",
  "And next?"
]

const leadIns = [
  "Let me add something.",
  "Here is something I noted.",
  "One detail from me.",
  "I can add to that.",
  "And there is this.",
  "I marked this passage.",
  "Here is what I have.",
  "I underlined this one.",
  "One more from me.",
  "There is more."
]

const lastCalls = [
  "One last thing.",
  "And one more before we go.",
  "What do we end with?",
  "Is there a last word?"
]

const cues = [
  "Go on.",
  "And then?",
  "I am listening.",
  "What comes next?",
  "Keep going.",
  "And how does it go on?",
  "Don't stop there.",
  "Carry on."
]

const reactions = [
  "Interesting.",
  "I see.",
  "Right.",
  "Good to know.",
  "I did not know that.",
  "That is new to me.",
  "Quite something.",
  "Well, well.",
  "That is worth remembering.",
  "Now that is a detail.",
  "Remarkable."
]

const graveReactions = ["I see.", "That is sobering.", "Hm.", "That is hard to hear."]
