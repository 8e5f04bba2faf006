import type { Hosts } from "@aethercast/domain/Hosts"
import type { Speaker, Style } from "@aethercast/domain/Script"
import type { Snippet } from "@aethercast/domain/Snippet"
import type { Source } from "@aethercast/domain/Source"
import * as SeededRandom from "../SeededRandom.ts"
import type { DraftLine } from "./DialogueStyle.ts"
import { headline, spokenName } from "./Headline.ts"
import { isOpen } from "./QuotationLimit.ts"
import { breathGroups } from "./Sentence.ts"
import { linesSeconds } from "./SpokenLength.ts"

/** Titles of the chapters that are about no part of the topic. */
export const openingTitle = "Opening"
export const closingTitle = "Closing"

/**
 * The opening, in at most the given seconds, but never shorter than a greeting. It is written before
 * any source was read, so it claims nothing: the teaser is announced as a quotation, and left out when
 * it may be from a source that is not openly licensed.
 */
export const openingLines = (
  { topicId, title, teaser, sources }: Snippet,
  style: Style,
  hosts: Hosts,
  seconds: number
): ReadonlyArray<DraftLine> => {
  const [prompt = ""] = SeededRandom.shuffle(prompts, topicId)
  const [greeting = ""] = SeededRandom.shuffle(greetings[style], topicId)
  const [lead = ""] = SeededRandom.shuffle(leads, topicId)
  const [first = teaser, ...others] = sentencesOf(teaser)
  const [source] = sources
  const remarks: ReadonlyArray<Remark> =
    source?.title === ""
      ? [
          [0, "host", `Welcome to Aethercast. You gave us something to read: ${asSentence(title)}`],
          [2, "guest", "What does it say?"],
          [1, "host", "I do not know yet. It is being fetched while we speak."],
          [3, "guest", "And if it cannot be read?"],
          [3, "host", "Then we will say so."],
          [4, "host", "Whatever we claim rests on it, and you can see where it stands."]
        ]
      : source === undefined
        ? [
            [0, "host", `Welcome to Aethercast. You asked for this: ${asSentence(title)}`],
            [2, "guest", "What do we know so far?"],
            [
              1,
              "host",
              "Nothing yet. The search for sources has just begun, and it goes on while we speak."
            ],
            [3, "guest", "And if nothing turns up?"],
            [3, "host", "Then we will say so."],
            [4, "host", "Whatever we claim rests on a source, and you can see which one."],
            [5, "guest", "Good. Then let's give it a moment."]
          ]
        : [
            [0, "host", `${greeting} ${asSentence(title)}`],
            [4, "guest", prompt],
            ...(sources.every(isOpen)
              ? ([
                  [1, "host", lead],
                  [1, "host", first],
                  [2, "host", others.join(" ")]
                ] satisfies ReadonlyArray<Remark>)
              : ([
                  [1, "host", `We found it here: ${listed(sources, 2)}.`]
                ] satisfies ReadonlyArray<Remark>)),
            [3, "guest", "The sources are being read while you listen."]
          ]
  // Alone the host does not ask, and answers nobody.
  return longestFitting(
    remarks.filter(([, speaker]) => hosts.includes(speaker)),
    seconds
  )
}

/** The closing: the sources by name, how the episode was made, and thanks, in about the given seconds. */
export const closingLines = (
  sources: ReadonlyArray<Source>,
  style: Style,
  seconds: number,
  seed: string
): ReadonlyArray<DraftLine> => {
  const [farewell = ""] = SeededRandom.shuffle(farewells[style], seed)
  const [thanks = ""] = SeededRandom.shuffle(thanksAll, seed)
  const closings = [5, 4, 3, 2, 1].map((count) => {
    const remarks: ReadonlyArray<Remark> = [
      [2, "guest", farewell],
      [
        0,
        "host",
        `You heard ${listed(sources, count)}, put together by software without a language model.`
      ],
      [3, "host", "Only what stood in brackets was left out."],
      ...limitRemarks(sources),
      [0, "guest", thanks],
      [4, "guest", "The links are on the page."]
    ]
    return longestFitting(remarks, seconds)
  })
  return closings.find((lines) => linesSeconds(lines) <= seconds) ?? closings.at(-1) ?? []
}

/** Tells listeners where the rest is of what was quoted only in part. */
export const limitRemarks = (sources: ReadonlyArray<Source>): ReadonlyArray<Remark> =>
  sources.every(isOpen)
    ? []
    : [[0, "host", "Of what others own we quote only a little. The links lead to the rest."]]

const farewells: Record<Style, ReadonlyArray<string>> = {
  conversation: ["And that is it.", "That is all for today.", "So much for today."],
  briefing: ["That is the briefing.", "That is all.", "End of the briefing."],
  story: ["And there the story ends.", "That is the story.", "And that is how it went."],
  interview: ["That was the interview.", "So much for the questions."],
  debate: ["There we leave it.", "You be the judge.", "That is where we stop."],
  explainer: ["And that is how it works.", "That is the whole of it.", "So much for now."],
  lecture: ["Here the lecture ends.", "So much for today."]
}

const thanksAll = [
  "Thank you for listening.",
  "Thank you for staying with us.",
  "Thank you for your time.",
  "Thank you, and until next time."
]

/** The higher the rank, the earlier a remark is left out. */
export type Remark = readonly [rank: number, speaker: Speaker, text: string]

/** All remarks up to the highest rank with which they fit; those of rank 0 always. */
export const longestFitting = (
  remarks: ReadonlyArray<Remark>,
  seconds: number
): ReadonlyArray<DraftLine> => {
  const versions = [5, 4, 3, 2, 1, 0].map((maxRank) =>
    remarks
      .filter(([rank, , text]) => rank <= maxRank && text !== "")
      .flatMap(([, speaker, text]) =>
        breathGroups(text).map((part) => ({ speaker, text: part, passages: [], pauseMillis: 350 }))
      )
      .map((line, i, all) => (i === all.length - 1 ? { ...line, pauseMillis: 800 } : line))
  )
  return versions.find((lines) => linesSeconds(lines) <= seconds) ?? versions.at(-1) ?? []
}

/** Names up to `count` sources, and counts the others. */
export const listed = (sources: ReadonlyArray<Source>, count: number): string => {
  const names = sources.slice(0, count).map((source) => spokenName(source))
  const more = sources.length - names.length
  const rest = more > 0 ? [`${more} more ${more === 1 ? "source" : "sources"}`] : []
  const all = [...names, ...rest]
  return all.length > 1
    ? `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`
    : (all[0] ?? "our sources")
}

const sentencesOf = (text: string): ReadonlyArray<string> =>
  [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(headline(text, 400))].map(
    ({ segment }) => segment.trim()
  )

const asSentence = (title: string): string => {
  const name = headline(title, 120)
  return /[.?!…]$/.test(name) ? name : `${name}.`
}

const greetings: Record<Style, ReadonlyArray<string>> = {
  conversation: [
    "Welcome to Aethercast. Today:",
    "This is Aethercast. Today:",
    "Hello from Aethercast. Our topic:"
  ],
  briefing: ["This is the Aethercast briefing.", "The Aethercast briefing."],
  story: ["This is Aethercast, with a story.", "Aethercast, with a story."],
  interview: ["This is Aethercast, with an interview.", "Aethercast, the interview."],
  debate: ["This is Aethercast. We talk it over:", "Aethercast, the debate."],
  explainer: ["This is Aethercast. Simply explained:", "Aethercast explains."],
  lecture: ["This is Aethercast, with a lecture.", "Aethercast, the lecture."]
}

/** Before the teaser, which quotes a source. */
const leads = [
  "From what we read:",
  "Here is what caught our eye:",
  "Our sources put it like this:",
  "We read this:",
  "This is what made us curious:"
]

const prompts = [
  "Where do we begin?",
  "I am all ears.",
  "What makes that worth a listen?",
  "How does it start?",
  "Tell me."
]
