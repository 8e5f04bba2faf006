import type { CoverStandIn } from "../images/CoverPainter.ts"
import { maxQuotedWords } from "../writing/QuotationLimit.ts"

export const missingSources = (titles: ReadonlyArray<string>): string =>
  `These sources could not be read: ${titles.join(", ")}.`.slice(0, 500)

/** Documents that were read from the cache, by their age in milliseconds. */
export const oldCopies = (
  copies: ReadonlyArray<{ readonly title: string; readonly ageMillis: number }>
): string =>
  `These sources could not be reached, so earlier copies were read: ${copies
    .map(({ ageMillis, title }) => `${title} (${ageOf(ageMillis)} old)`)
    .join(", ")}.`.slice(0, 500)

const ageOf = (millis: number): string => {
  const hours = Math.round(millis / 3_600_000)
  const [count, unit] = hours < 48 ? [Math.max(1, hours), "hour"] : [Math.round(hours / 24), "day"]
  return count === 1 ? "an hour" : `${count} ${unit}s`
}

/** Nothing that was read is about the focus of the order. */
export const missedFocus =
  "The sources say nothing about your focus, so the episode covers the topic as a whole."

/** The listener gave something to read, and wished for more about it. */
export const nothingElse =
  "Nothing else was found about this, so that the episode has only what you gave."

export const missingChapter = (title: string): string =>
  `The chapter "${title}" could not be written and was left out.`

export const cutChapter = (title: string): string =>
  `The chapter "${title}" ends early: the rest of it could not be written.`

export const missingLine = "A line that could not be spoken was left out."

export const otherVoice =
  "The voice of this episode is not available at the moment: a similar one reads in its place."

export const otherWriter =
  "The writer of this episode is not available at the moment: a simpler one stands in for it."

export const overBudget =
  "The budget for language models is used up: a simpler writer goes on, which quotes its sources."

export const cheaperVoice =
  "The budget for voices is used up: one that costs nothing reads in their place."

export const fewerHosts = (count: number): string =>
  `Not enough voices here speak this language for more hosts: there ${count === 1 ? "is one" : `are ${count}`}.`

export const drawnCover = (standIn: CoverStandIn): string =>
  standIn === "saving"
    ? "The budget for images is used up: the cover is a drawn one."
    : "The image model made no cover for this: a drawn one stands in for it."

export const sourcesUnreachable =
  "The sources cannot be reached at the moment. Fresh topics will appear as soon as they can."

/** The sources were enough for `seconds` only. */
export const shorterEpisode = (seconds: number): string =>
  `The sources say little about this, so the episode is short: about ${roundly(seconds)}.`

/** Sources that are not openly licensed are quoted for `seconds` only. */
export const limitedQuotation = (seconds: number): string =>
  `Of a page that you did not write and that is not openly licensed, only ${maxQuotedWords} words are quoted, so the episode is short: about ${roundly(seconds)}. Its links lead to the rest.`

const roundly = (seconds: number): string => {
  const minutes = Math.round(seconds / 60)
  if (seconds < 90) return `${Math.max(10, Math.round(seconds / 10) * 10)} seconds`
  return `${minutes} minutes`
}
