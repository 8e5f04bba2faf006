import type { Array } from "effect"
import * as SeededRandom from "../SeededRandom.ts"
import { type Composition, compositions } from "./Composition.ts"
import type { CoverRequest } from "./CoverPainter.ts"
import { type Palette, palettes } from "./Palette.ts"

/** A cover as a vector drawing of 1000 by 1000 units, and its alternative text. */
export interface SvgCover {
  readonly svg: string
  readonly alt: string
}

/**
 * Draws the cover of an id, the same for the same request. Words of the request narrow the choice of
 * composition and palette; none of them becomes part of the drawing.
 */
export const draw = (request: Pick<CoverRequest, "id" | "title" | "prompt" | "tags">): SvgCover => {
  const random = SeededRandom.make(request.id)
  const words = [request.title, request.prompt, ...request.tags].join(" ").toLowerCase()
  const unique = new Set(words.match(/\p{L}+/gu))
  const composition = pick<Composition>(compositions, unique, random)
  const palette = pick<Palette>(palettes, unique, random)
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"><path d="M0 0H1000V1000H0Z" fill="${palette.ground}"/>${composition.draw(palette, random)}</svg>`,
    alt: `Abstract cover in ${palette.name}: ${composition.name}`
  }
}

/** A random one of those whose stems match the most words. */
const pick = <A extends { readonly stems: string }>(
  choices: Array.NonEmptyReadonlyArray<A>,
  words: ReadonlySet<string>,
  random: () => number
): A => {
  const matches = choices.map((choice) => {
    const stems = choice.stems.split(" ")
    return [...words].filter((word) => stems.some((stem) => matchesStem(stem, word))).length
  })
  const most = Math.max(...matches)
  const best = choices.filter((_, i) => matches[i] === most)
  return best[Math.floor(random() * best.length)] ?? choices[0]
}

/** "astronom" matches "astronomy", but "sea" does not match "season": short stems only take a plural. */
const matchesStem = (stem: string, word: string): boolean =>
  stem.length >= 6
    ? word.startsWith(stem)
    : word === stem || word === `${stem}s` || word === `${stem}es`
