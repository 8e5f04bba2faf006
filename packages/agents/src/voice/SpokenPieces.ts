/** What is given to the synthesizer in one call, and the silence after it, in milliseconds. */
export interface SpokenPiece {
  readonly text: string
  readonly gapMillis: number
}

/**
 * Cuts a prepared text into what is spoken in one go: its sentences, those above 240 characters in
 * parts. The first piece is short where the text allows it, as nothing is heard until it is made;
 * while it is heard the next one is.
 */
export const spokenPieces = (text: string): ReadonlyArray<SpokenPiece> => {
  const [first = "", ...others] = sentences(text)
  return [...opened(first), ...others.flatMap(shortened)].map((piece) => ({
    text: piece,
    gapMillis: gapAfter(piece)
  }))
}

/** flite's memory and time grow with its text; this is some 17 seconds of speech. */
const longest = 240

/** What takes longer to make than a listener should wait for the first sound: 2.5 seconds of speech. */
const soon = 32

/** A sentence up to here, some 4 seconds, is rather waited for than cut where nobody would pause. */
const bearable = 60

/** Less would sound chopped, and leave too little time to make the next piece. */
const shortest = 10

const sentences = (text: string): ReadonlyArray<string> =>
  text.split(/(?<=[.!?]["')]{0,2}) (?=["'(]?[^a-z"'(])/).filter((part) => /\w/.test(part))

/** The first sentence, cut early. */
const opened = (sentence: string): ReadonlyArray<string> => {
  if (sentence.length <= soon) return shortened(sentence)
  const end =
    clauseEnds(sentence).find((place) => place >= shortest && place <= bearable) ??
    (sentence.length > bearable
      ? joints(sentence).find((place) => place >= soon - shortest && place <= bearable)
      : undefined)
  return end === undefined || sentence.length - end < shortest
    ? shortened(sentence)
    : [sentence.slice(0, end), ...shortened(sentence.slice(end + 1))]
}

/** A sentence in parts of at most `longest` characters. */
const shortened = (sentence: string): ReadonlyArray<string> => {
  if (sentence.length <= longest) return [sentence]
  const end = [clauseEnds, joints, spaces]
    .map((places) => places(sentence).findLast((place) => place >= shortest && place <= longest))
    .find((place) => place !== undefined)
  return end === undefined
    ? [sentence.slice(0, longest), ...shortened(sentence.slice(longest))]
    : [sentence.slice(0, end), ...shortened(sentence.slice(end + 1))]
}

/** Where a part may end: the index of the space after it. */
type Places = (sentence: string) => ReadonlyArray<number>

const placesOf =
  (pattern: RegExp): Places =>
  (sentence) =>
    Array.from(sentence.matchAll(pattern), ({ index }) => index)

const clauseEnds = placesOf(/(?<=[,;:.!?]["')]{0,2}) /g)

const joints = placesOf(
  / (?=(?:and|but|or|so|because|although|while|when|where|which|who|that|if|than|until|after|before|since|with|without|from|into|by|through|during|between) )/g
)

const spaces = placesOf(/ /g)

/** People breathe between sentences; flite on its own leaves 100 ms. */
const gapAfter = (piece: string): number =>
  /[.!?]["')]*$/.test(piece) ? 320 : /[,;:]["')]*$/.test(piece) ? 120 : 0
