import type { Speaker } from "./Script.ts"
import { spokenLines } from "./SpokenLines.ts"
import type { Timeline } from "./Timeline.ts"

/** What is shown at a time: a row or two of a line. Frames of the episode, from `start` to before `end`. */
export interface Caption {
  /** The id of the line; a long line has several captions, numbered from the second on. */
  readonly id: string
  readonly start: number
  readonly end: number
  readonly speaker: Speaker
  readonly rows: ReadonlyArray<string>
}

/** What players have room for; longer words are cut. */
export const maxRow = 65
const maxRows = 2

/** The captions of the finished lines. Those of a long line share its time by their letters. */
export const captions = (timeline: Timeline): ReadonlyArray<Caption> =>
  spokenLines(timeline).flatMap(({ end, line, start }) => {
    const rows = wrapped(line.text)
    const shown = Array.from({ length: Math.ceil(rows.length / maxRows) }, (_, index) =>
      rows.slice(index * maxRows, (index + 1) * maxRows)
    )
    const total = letters(rows)
    let before = 0
    return shown.map((part, index) => {
      const from = start + Math.floor(((end - start) * before) / total)
      before += letters(part)
      return {
        id: index === 0 ? line.id : `${line.id}-${index + 1}`,
        start: from,
        end: start + Math.floor(((end - start) * before) / total),
        speaker: line.speaker,
        rows: part
      }
    })
  })

const letters = (rows: ReadonlyArray<string>): number =>
  rows.reduce((sum, { length }) => sum + length, 0)

/** The text in rows, broken between words; one empty row for an empty text. */
const wrapped = (text: string): ReadonlyArray<string> => {
  const words = text.trim().split(/\s+/).flatMap(cut)
  const rows: Array<string> = []
  for (const word of words) {
    const row = rows.at(-1)
    if (row === undefined || row.length + 1 + word.length > maxRow) rows.push(word)
    else rows[rows.length - 1] = `${row} ${word}`
  }
  return rows
}

const cut = (word: string): ReadonlyArray<string> => {
  const letters = [...word]
  // In UTF-16 units, at most two for each sign.
  if (word.length <= maxRow) return [word]
  const size = Math.floor(maxRow / 2)
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, index) =>
    letters.slice(index * size, (index + 1) * size).join("")
  )
}
