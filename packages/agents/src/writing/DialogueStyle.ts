import type { Line, Speaker, Style } from "@aethercast/domain/Script"
import type { Deck } from "./PhrasePool.ts"
import { fitting, open } from "./Question.ts"
import type { Sentence } from "./Sentence.ts"

/** A line before it is final; one without text is not spoken. */
export type Draft = Pick<Line, "speaker" | "text" | "passages" | "pauseMillis">

/** A line that claims nothing. */
export const line = (speaker: Speaker, text = "", pauseMillis = 320): Draft => ({
  speaker,
  text: text.charAt(0).toUpperCase() + text.slice(1),
  passages: [],
  pauseMillis
})

export const joined = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined).join(" ")

const other = (speaker: Speaker): Speaker => (speaker === "host" ? "guest" : "host")

/** Between two sentences: what was said last, what comes next, and who says it. */
interface Moment {
  readonly last: Sentence
  readonly next: Sentence
  readonly teller: Speaker
  /** Which of the segment's runs begins or goes on, from 0. */
  readonly turn: number
  /** Whether it is the last run of the last segment. */
  readonly ends: boolean
  /** Whether `next` comes right after `last` in the source. */
  readonly runsOn: boolean
  readonly common: ReadonlySet<string>
  readonly roll: () => number
  readonly cards: Deck
}

/** How the two voices share a text. */
interface Manner {
  /** The most sentences of a source that one voice says on end. */
  readonly run: number
  /** Whether the guest tells every other run. */
  readonly sharesFacts: boolean
  readonly pause: number
  /** What is said before a run. */
  readonly bridge: (moment: Moment) => Draft
  /** What is said within a run. */
  readonly aside: (moment: Moment) => Draft
}

export const manners: Record<Style, Manner> = {
  conversation: {
    run: 2,
    sharesFacts: true,
    pause: 320,
    bridge: (moment) => {
      const { last, teller, ends, runsOn, roll, cards } = moment
      if (ends && !runsOn) return line(other(teller), cards.draw("last", lastCalls))
      const question = asked(moment) ?? (roll() < (runsOn ? 0.7 : 0.25) ? undefined : open(cards))
      if (teller === "guest") {
        if (question !== undefined && roll() < 0.75) return line("host", question)
        if (!runsOn) return line("guest", cards.draw("lead", leadIns), 250)
        return line("host", roll() < 0.9 ? cards.draw("handover", handovers) : undefined)
      }
      const reaction = roll() < 0.5 ? reactionTo(last, cards) : undefined
      const cue = question ?? (roll() < 0.8 ? cards.draw("cue", cues) : undefined)
      return line("guest", joined(reaction, cue))
    },
    aside: (moment) =>
      line(
        other(moment.teller),
        moment.next.leans || moment.roll() < 0.25 ? undefined : asked(moment)
      )
  },
  briefing: {
    run: 2,
    sharesFacts: true,
    pause: 280,
    bridge: (moment) => line(other(moment.teller), moment.turn === 2 ? asked(moment) : undefined),
    aside: ({ teller }) => line(other(teller), undefined)
  },
  story: {
    run: 4,
    sharesFacts: false,
    pause: 420,
    bridge: (moment) => {
      const cue = moment.roll() < 0.4 ? moment.cards.draw("cue", cues) : undefined
      return line("guest", asked(moment) ?? cue)
    },
    aside: ({ teller }) => line(other(teller), undefined)
  }
}

const asked = ({ next, last, common, cards }: Moment): string | undefined => {
  const steps = next.passage.position - last.passage.position
  return fitting(next.text, steps > 0 && steps <= 2, common, cards)
}

const reactionTo = ({ text }: Sentence, cards: Deck): string | undefined =>
  grave.test(text) ? cards.draw("grave", graveReactions) : cards.draw("reaction", reactions)

const grave =
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
  "Yes?",
  "And further?",
  "Carry on."
]

const reactions = [
  "Interesting.",
  "I see.",
  "Right.",
  "Okay.",
  "Good to know.",
  "Fair enough.",
  "I did not know that.",
  "That is new to me.",
  "Understood.",
  "Quite something.",
  "Got it.",
  "Well, well.",
  "All right.",
  "That is worth remembering.",
  "Now that is a detail.",
  "Remarkable."
]

const graveReactions = [
  "I see.",
  "That is sobering.",
  "Hm.",
  "That is hard to hear.",
  "Understood."
]
