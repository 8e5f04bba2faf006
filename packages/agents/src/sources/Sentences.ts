import { sentenceSpans, type Span } from "./SentenceSplitter.ts"

interface Paragraph {
  readonly text: string
}

/** A quotable sentence; its place is in UTF-16 units of the article's text. */
export interface SentencePlace extends Span {
  /** Index of its paragraph. */
  readonly paragraph: number
}

/** The text of an article, which the places of its sentences refer to. */
export const joinedText = (paragraphs: ReadonlyArray<Paragraph>): string =>
  paragraphs.map(({ text }) => text).join(separator)

/**
 * The quotable sentences of an article in reading order. A fragment, such as "Why?", belongs to the
 * sentence after it, or else to the one before. A paragraph without a sentence is not quotable (a list
 * item of a few words, a row of digits), nor is a sentence of more than 1,000 characters.
 */
export const quotableSentences = (
  paragraphs: ReadonlyArray<Paragraph>
): ReadonlyArray<SentencePlace> => {
  let offset = 0
  return paragraphs.flatMap(({ text }, paragraph) => {
    const begin = offset
    offset += text.length + separator.length
    return withoutFragments(text)
      .filter((span) => isQuotable(text.slice(span.start, span.end)))
      .map(({ end, start }) => ({ paragraph, start: begin + start, end: begin + end }))
  })
}

const separator = "\n\n"

const withoutFragments = (text: string): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let isFragment = false
  for (const span of sentenceSpans(text)) {
    const last = spans.at(-1)
    const isShort = wordCount(text.slice(span.start, span.end)) < minimalWords
    if (last !== undefined && (isFragment || isShort)) {
      spans[spans.length - 1] = { start: last.start, end: span.end }
    } else spans.push(span)
    isFragment = last === undefined || !isShort ? isShort : false
  }
  return spans
}

const minimalWords = 3
const maxLength = 1000

/** Whether it is a whole sentence: it ends like one, or is long enough for one. */
const isQuotable = (sentence: string): boolean => {
  const isTerminated = /[.!?…。！？؟۔।]["'”’»)\]」』]{0,4}$/.test(sentence)
  return sentence.length <= maxLength && wordCount(sentence) >= (isTerminated ? minimalWords : 8)
}

/** Two characters of a script without spaces count as a word. */
const wordCount = (text: string): number => {
  const dense = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu)?.length ?? 0
  const words = text.match(/\p{L}[\p{L}\p{N}'’-]*/gu)?.length ?? 0
  return dense > 0 ? Math.max(words, dense / 2) : words
}
