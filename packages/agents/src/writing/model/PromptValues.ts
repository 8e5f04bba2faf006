import type { Language } from "@aethercast/domain/Language"
import type { Style } from "@aethercast/domain/Script"

/** How a style is described to a model. */
export const styleDescription: Readonly<Record<Style, string>> = {
  conversation:
    "It is a lively conversation of well-informed people: they ask, answer, doubt and build on each other's lines.",
  briefing:
    "It is a briefing: short, sober lines, the most important first; whoever does not lead adds and sums up, and there is no small talk.",
  story:
    "It is a story: the host tells it in scenes, in the order of events; anybody else speaks seldom, where a listener would ask.",
  interview:
    "It is an interview: the host asks one question at a time; the others know the matter and answer in full.",
  debate:
    "It is a debate: each speaker defends one side as far as the passages support it, concedes what they must, and leaves the verdict to the listener.",
  explainer:
    "It explains simply: everyday words, one idea at a time, each term explained when it first comes up; whoever listens asks what a child of twelve would ask.",
  lecture:
    "It is a lecture: only the host speaks, in a clear order, from the question to its answer."
}

/** The English name of a language. */
export const languageName = (language: Language): string =>
  new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? language

/** What matters to the listener, quoted so that it stays data on one line; empty when nothing was named. */
export const focusLine = (focus: string | undefined): string =>
  focus === undefined ? "" : `The listener's focus, in their words: ${JSON.stringify(focus)}`

/** How many words are spoken in some seconds, at 160 a minute and with the pauses between lines. */
export const wordsIn = (seconds: number): number => Math.round((seconds * 160 * 0.92) / 60)
