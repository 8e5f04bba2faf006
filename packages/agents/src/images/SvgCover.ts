import type { Array } from "effect"
import { dice } from "../SeededRandom.ts"
import { type Composition, compositions } from "./Composition.ts"
import type { CoverRequest } from "./CoverPainter.ts"
import { type Palette, palettes } from "./Palette.ts"

/** A cover as a vector drawing of 1000 by 1000 units, and in words. */
export interface SvgCover {
  readonly svg: string
  readonly alt: string
}

/**
 * Draws the cover of an id, always the same one. Words of the request that suit a composition or a
 * palette narrow the choice; none of them gets into the drawing.
 */
export const draw = (request: Pick<CoverRequest, "id" | "title" | "prompt" | "tags">): SvgCover => {
  const roll = dice(request.id)
  const words = [request.title, request.prompt, ...request.tags].join(" ").toLowerCase()
  const named = new Set(words.match(/\p{L}+/gu))
  const composition = pick<Composition>(compositions, named, roll)
  const palette = pick<Palette>(palettes, named, roll)
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"><path d="M0 0H1000V1000H0Z" fill="${palette.ground}"/>${composition.draw(palette, roll)}</svg>`,
    alt: `Abstract cover in ${palette.name}: ${composition.name}`
  }
}

const pick = <A extends { readonly suits: string }>(
  choices: Array.NonEmptyReadonlyArray<A>,
  named: ReadonlySet<string>,
  roll: () => number
): A => {
  const hits = choices.map(({ suits }) => {
    const stems = suits.split(" ")
    return [...named].filter((word) => stems.some((stem) => suitsWord(stem, word))).length
  })
  const most = Math.max(...hits)
  const fitting = choices.filter((_, i) => hits[i] === most)
  return fitting[Math.floor(roll() * fitting.length)] ?? choices[0]
}

/** "astronom" suits "astronomy", but "sea" does not suit "season": short stems only take an ending. */
const suitsWord = (stem: string, word: string): boolean =>
  stem.length >= 6
    ? word.startsWith(stem)
    : word === stem || word === `${stem}s` || word === `${stem}es`
