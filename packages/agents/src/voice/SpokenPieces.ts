/** The text of one call of the synthesizer, and the silence after it, in milliseconds. */
export interface SpokenPiece {
  readonly text: string
  readonly gapMillis: number
}

/**
 * Splits a normalized text into sentences, and those of more than 240 characters into parts. The first
 * piece is short if possible, because the listener waits for it; the next one is made while it plays.
 */
export const spokenPieces = (text: string): ReadonlyArray<SpokenPiece> => {
  const [first = "", ...others] = sentences(text)
  return [...splitFirst(first), ...others.flatMap(split)].map((piece) => ({
    text: piece,
    gapMillis: gapAfter(piece)
  }))
}

/** Characters: about 17 seconds of speech. flite's memory and time grow with the text. */
const maxLength = 240

/** A longer sentence delays the first sound too much: about 2.5 seconds of speech. */
const preferredFirst = 32

/** Up to about 4 seconds a delay is better than a cut where nobody would pause. */
const maxFirst = 60

/** Shorter pieces sound chopped, and leave too little time to make the next one. */
const minLength = 10

const sentences = (text: string): ReadonlyArray<string> =>
  text.split(/(?<=[.!?]["')]{0,2}) (?=["'(]?[^a-z"'(])/).filter((part) => /\w/.test(part))

/** The first sentence, split early. */
const splitFirst = (sentence: string): ReadonlyArray<string> => {
  if (sentence.length <= preferredFirst) return split(sentence)
  const end =
    clauseEnds(sentence).find((point) => point >= minLength && point <= maxFirst) ??
    (sentence.length > maxFirst
      ? conjunctions(sentence).find(
          (point) => point >= preferredFirst - minLength && point <= maxFirst
        )
      : undefined)
  return end === undefined || sentence.length - end < minLength
    ? split(sentence)
    : [sentence.slice(0, end), ...split(sentence.slice(end + 1))]
}

/** A sentence in parts of at most `maxLength` characters. */
const split = (sentence: string): ReadonlyArray<string> => {
  if (sentence.length <= maxLength) return [sentence]
  const end = [clauseEnds, conjunctions, spaces]
    .map((points) => points(sentence).findLast((point) => point >= minLength && point <= maxLength))
    .find((point) => point !== undefined)
  return end === undefined
    ? [sentence.slice(0, maxLength), ...split(sentence.slice(maxLength))]
    : [sentence.slice(0, end), ...split(sentence.slice(end + 1))]
}

/** Indices of the spaces at which a sentence may be split. */
type SplitPoints = (sentence: string) => ReadonlyArray<number>

const splitPoints =
  (pattern: RegExp): SplitPoints =>
  (sentence) =>
    Array.from(sentence.matchAll(pattern), ({ index }) => index)

const clauseEnds = splitPoints(/(?<=[,;:.!?]["')]{0,2}) /g)

const conjunctions = splitPoints(
  / (?=(?:and|but|or|so|because|although|while|when|where|which|who|that|if|than|until|after|before|since|with|without|from|into|by|through|during|between) )/g
)

const spaces = splitPoints(/ /g)

/**
 * Speakers pause between sentences, longer after a long one and after a question; flite itself pauses
 * for 100 ms only.
 */
const gapAfter = (piece: string): number => {
  if (/\?["')]*$/.test(piece)) return 420
  if (/[.!]["')]*$/.test(piece)) return Math.min(420, 270 + piece.length)
  return /[,;:]["')]*$/.test(piece) ? 120 : 0
}
