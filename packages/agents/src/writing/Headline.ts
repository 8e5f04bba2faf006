import { Snippet } from "@aethercast/domain/Snippet"
import type { Source } from "@aethercast/domain/Source"
import type { Topic } from "@aethercast/domain/Topic"

/**
 * Untrusted text as one line of plain text that can be shown and spoken: without markup, pictographs,
 * control and direction characters, at most `limit` characters and cut between words.
 */
export const headline = (words: string, limit: number): string => {
  const plain = words
    .slice(0, 4000)
    .toWellFormed()
    .normalize("NFC")
    .replace(/<(script|style)\b[^>]{0,200}>[^<]*(?:<\/\1\s*>)?/gi, " ")
    .replace(/<\/?[a-z!][^<>]*>/gi, " ")
    .replace(/\[([^\][]*)\]\([^()]*\)/g, "$1")
    .replace(/[<>{}[\]`*_#|\\~^]+/g, " ")
    .replace(
      /[\p{C}\p{Extended_Pictographic}\p{Regional_Indicator}\u{20e3}\u{fe0e}\u{fe0f}]+/gu,
      " "
    )
    .replace(/\s+/g, " ")
    .replace(/^[\s.,;:!?-]+|(?<![\s,;:-])[\s,;:-]+$/g, "")
  return shorten(/[\p{L}\p{N}]/u.test(plain) ? plain : "Untitled", limit)
}

/** The part of a title before its colon or dash, as one would say it. */
export const spokenTitle = (title: string): string => {
  const whole = headline(title, 90)
  const short = whole.split(/(?<!\s)\s*(?::\s|\s[–—|-]\s)/)[0] ?? ""
  return (short.length >= 8 ? short : whole).replace(/[.…]$/, "")
}

/** How a source is named in speech: its title in quotes. */
export const spokenName = ({ title }: Source): string => `“${spokenTitle(title)}”`

/** The snippet of a topic whose sources were not read yet. */
export const unreadSnippet = (topic: Topic): Snippet => {
  const title = headline(topic.title, 160)
  return new Snippet({
    topicId: topic.id,
    title,
    teaser: `${shorten(title, 120)}: what the sources say, put together while you listen.`,
    coverPrompt: coverPrompt(topic.tags),
    sources: topic.sources
  })
}

/** What a cover hints at, beside its title; how it looks is for its painter to say. */
export const coverPrompt = (keywords: ReadonlyArray<string>): string =>
  keywords.length === 0 ? "" : shorten(`It hints at ${keywords.join(", ")}.`, 600)

const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const room = text
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\u{fffd}$/u, "")
  const space = room.lastIndexOf(" ")
  return `${(space > limit / 2 ? room.slice(0, space) : room).replace(/(?<![\s,;:.-])[\s,;:.-]+$/, "")}…`
}
