import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { Theme } from "@aethercast/domain/Taste"
import { Array, Schema } from "effect"
import { contentWords } from "./Stems.ts"

const maxThemes = 24

/**
 * By what a listener may like a topic: its tags, the words of its title from four letters on, and the
 * sites of its sources. The library is no site in this sense.
 */
export const themesOf = (topic: {
  readonly title: string
  readonly tags: ReadonlyArray<string>
  /** URLs. */
  readonly sources: ReadonlyArray<string>
}): ReadonlyArray<Theme> =>
  Array.dedupe([
    ...topic.tags.map((tag) => tag.toLowerCase()),
    ...contentWords(topic.title).filter((word) => /^\p{L}{4,}$/u.test(word)),
    ...topic.sources.filter((url) => !url.startsWith(`${libraryOrigin}/`)).map(siteOf)
  ])
    .filter(isTheme)
    .slice(0, maxThemes)

const siteOf = (url: string): string =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : ""

const isTheme = Schema.is(Theme)
