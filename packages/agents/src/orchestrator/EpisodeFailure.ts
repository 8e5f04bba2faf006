import type { EpisodeStatus, Remedy } from "@aethercast/domain/EpisodeStatus"
import { Line, Segment } from "@aethercast/domain/Script"
import type { NothingOnTopic, NothingToRead } from "../agents/WebContentHarvester.ts"
import { looksForeign } from "../relevance/ForeignWords.ts"
import { headline } from "../writing/Headline.ts"
import type { Commission } from "./Commission.ts"

/** Why an episode failed, in words for its listener. */
export interface EpisodeFailure {
  /** For the page. */
  readonly reason: string
  readonly remedy: Remedy
  /** For the ear: what the host says, and what the guest suggests. */
  readonly spoken: readonly [host: string, guest: string]
}

type AnyError = NothingOnTopic | NothingToRead | { readonly _tag: string }

export const describe = ({ request: { subject } }: Commission, error: AnyError): EpisodeFailure => {
  const remedy = subject._tag === "Words" ? "reword" : "choose"
  switch (error._tag) {
    case "NothingOnTopic": {
      if (isGiven(subject)) return tooShort
      const near = "near" in error ? error.near.slice(0, 2).map((title) => headline(title, 80)) : []
      return subject._tag === "Words" && near.length === 0 && looksForeign(subject.words)
        ? foreign
        : nothing(remedy, near)
    }
    case "NothingToRead":
      return isGiven(subject)
        ? unreadable("reason" in error ? error.reason : undefined)
        : nothing(remedy, [])
    case "TooLittleMaterial":
      if (isGiven(subject)) return tooShort
      return {
        reason: `There is too little to read about this for an episode. ${suggestions[remedy]}`,
        remedy,
        spoken: ["I have to stop here: there is too little to read about this.", advice[remedy]]
      }
    case "SourceUnavailable":
      return {
        reason: "The sources cannot be reached at the moment. Try again in a minute.",
        remedy: "retry",
        spoken: ["I have to stop here: the sources cannot be reached.", "Try again in a minute."]
      }
    case "DeadlineExceeded":
      return {
        reason: "This took too long. Try again in a minute.",
        remedy: "retry",
        spoken: ["I have to stop here: the work took too long.", "Try again in a minute."]
      }
    default:
      return {
        reason: "Something went wrong. Try again, or choose another topic.",
        remedy: "retry",
        spoken: [
          "I have to stop here: something went wrong.",
          "Try again, or choose another topic."
        ]
      }
  }
}

/** The status of an episode that failed. */
export const statusOf = ({ reason, remedy }: EpisodeFailure): EpisodeStatus => ({
  _tag: "Failed",
  reason: reason.slice(0, 500),
  remedy
})

/** What is said where the next chapter would be. */
export const apology = ({ spoken: [host, guest] }: EpisodeFailure): Segment =>
  new Segment({
    title: "Why it ends here",
    lines: [
      new Line({ speaker: "host", text: host, passages: [], pauseMillis: 350 }),
      new Line({ speaker: "guest", text: guest, passages: [], pauseMillis: 800 })
    ]
  })

const suggestions: Readonly<Record<Remedy, string>> = {
  retry: "Try again in a minute.",
  reword: "Try other words, or add a document about it to the library.",
  choose: "Choose another topic."
}

const advice: Readonly<Record<Remedy, string>> = {
  retry: "Try again in a minute.",
  reword: "Try other words, and we will look again.",
  choose: "There are other topics on the first page."
}

/** `near` are titles of documents about a part of the topic. */
const nothing = (remedy: Remedy, near: ReadonlyArray<string>): EpisodeFailure => {
  const titles = near.map((title) => `“${title}”`).join(" and ")
  return {
    reason: [
      "Nothing was found to read about this.",
      ...(titles === "" ? [] : [`The nearest is ${titles}.`]),
      suggestions[remedy]
    ].join(" "),
    remedy,
    spoken: ["I have to stop here: nothing was found to read about this.", advice[remedy]]
  }
}

const isGiven = ({ _tag }: Commission["request"]["subject"]): boolean =>
  _tag === "Address" || _tag === "Document"

/** What the listener gave cannot be read. */
const unreadable = (reason = "it could not be read"): EpisodeFailure => ({
  reason: `This cannot be read: ${reason.slice(0, 300)}. Choose another page or document.`,
  remedy: "choose",
  spoken: ["I have to stop here: what you gave us cannot be read.", "The reason is on the page."]
})

const tooShort: EpisodeFailure = {
  reason: "There is too little in it for an episode. Choose a longer page or document.",
  remedy: "choose",
  spoken: ["I have to stop here: there is too little in it for an episode.", "Try a longer one."]
}

const foreign: EpisodeFailure = {
  reason:
    "Nothing was found to read about this. Nearly all that can be read here is in English: try the topic in English words.",
  remedy: "reword",
  spoken: ["I have to stop here: nothing was found to read about this.", "Try it in English words."]
}
