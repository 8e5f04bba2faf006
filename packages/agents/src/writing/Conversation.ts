import type { Source } from "@aethercast/domain/Source"
import type { Speaker, Style } from "@aethercast/domain/Script"
import { Array as Arr } from "effect"
import { type Deck, deck, type Place } from "./PhrasePool.ts"
import { dice } from "../SeededRandom.ts"
import { fullName, headline, spokenName, spokenTitle } from "./Headline.ts"
import { type Draft, joined, line, manners } from "./DialogueStyle.ts"
import { breaths, follows, type Sentence } from "./Sentence.ts"

/** Where and how a segment is spoken. */
export interface Setting {
  /** The same for all segments of an episode. */
  readonly seed: string
  readonly title: string
  readonly style: Style
  readonly place: Place
  readonly sources: ReadonlyArray<Source>
  /** Words that the sources write in lower case. */
  readonly common: ReadonlySet<string>
}

/** Two voices reading sentences out to each other, in the given order. */
export const converse = (
  sentences: Arr.NonEmptyReadonlyArray<Sentence>,
  setting: Setting
): ReadonlyArray<Draft> => {
  const { seed, style, place, sources, common } = setting
  const { run: longest, sharesFacts, pause, bridge, aside } = manners[style]
  const cards = deck(seed, place)
  const pageOf = ({ passage }: Sentence) => sources.find(({ id }) => id === passage.source)
  const turns = runs(sentences, longest)
  const lines = turns.flatMap((run, turn) => {
    const teller: Speaker = sharesFacts && turn % 2 === 1 ? "guest" : "host"
    return run.flatMap((sentence, i) => {
      const last = run[i - 1] ?? turns[turn - 1]?.at(-1)
      const told = breaths(sentence.text).map((piece) => ({
        ...line(teller, piece, pause),
        passages: [sentence.passage.id]
      }))
      const page = pageOf(sentence)
      if (last === undefined) return [...introduction(setting, cards, page), ...told]
      if (page !== undefined && page !== pageOf(last)) {
        return [line(teller, cards.draw("switch", switches, fullName(page)), pause), ...told]
      }
      const pass = i === 0 ? bridge : aside
      const words = pass({
        last,
        next: sentence,
        teller,
        turn,
        ends: place.index === place.count - 1 && turn === turns.length - 1,
        runsOn: follows(last, sentence),
        common,
        roll: dice(`${seed}/${sentence.passage.id}`),
        cards
      })
      return [words, ...told]
    })
  })
  return lines
    .filter(({ text }) => text !== "")
    .map((draft, i, all) => (i === all.length - 1 ? { ...draft, pauseMillis: 800 } : draft))
}

/** Sentences that stand together in their source stay together; one that leans is never cut off. */
const runs = (
  sentences: Arr.NonEmptyReadonlyArray<Sentence>,
  longest: number
): ReadonlyArray<Arr.NonEmptyReadonlyArray<Sentence>> => {
  const [first, ...rest] = sentences
  const cut: Arr.NonEmptyArray<Arr.NonEmptyArray<Sentence>> = [[first]]
  for (const sentence of rest) {
    const run = Arr.lastNonEmpty(cut)
    const runsOn = follows(Arr.lastNonEmpty(run), sentence)
    if (runsOn && (run.length < longest || sentence.leans)) run.push(sentence)
    else cut.push([sentence])
  }
  return cut
}

const introduction = (
  { title, style, place: { index, count } }: Setting,
  cards: Deck,
  page: Source | undefined
): ReadonlyArray<Draft> => {
  const name = headline(title, 120).replace(/[.…]$/, "")
  const list = index === 0 ? "first" : index === count - 1 ? "final" : "next"
  const open = (words: string) => cards.draw(list, openers[list], words) ?? words
  if (page !== undefined && spokenTitle(page.title) === name) {
    return [line("host", open(`${fullName(page)}.`), 420)]
  }
  const called = index === 0 ? fullName : spokenName
  const credited = page !== undefined && (index % 2 === 0 || style !== "conversation")
  const credit = credited ? cards.draw("credit", credits, called(page)) : undefined
  if (name.endsWith("?") && style !== "briefing") return [line("guest", name), line("host", credit)]
  return [line("host", joined(open(/[?!]$/.test(name) ? name : `${name}.`), credit), 420)]
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

const credits = [
  "This comes from *.",
  "The source here is *.",
  "I am quoting *.",
  "We are reading from *.",
  "The words are from *.",
  "Our source is *.",
  "It is told in *.",
  "I have this from *."
]

const switches = [
  "And this is from *.",
  "Over to *.",
  "The next lines are from *.",
  "I also read *.",
  "There is more on that in *.",
  "Let's hear *, too.",
  "Another source goes on: *.",
  "Now from a different source, *."
]
