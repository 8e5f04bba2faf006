import type { Passage, PassageId, Source } from "@aethercast/domain/Source"
import { headline } from "../Headline.ts"

/** Passages under the short numbers by which a model refers to them. */
export interface NumberedPassages {
  readonly byNumber: ReadonlyMap<number, Passage>
  /** For a prompt: each document and heading once, then its passages. */
  readonly text: string
}

export const number = (
  passages: ReadonlyArray<Passage>,
  sources: ReadonlyArray<Source>
): NumberedPassages => {
  const titles = new Map(sources.map(({ id, title }) => [id, title]))
  let section = ""
  const lines = passages.flatMap((passage, index) => {
    const title = headline(titles.get(passage.source) ?? "A document", 120)
    const heading = passage.heading === "" ? "" : `, ${headline(passage.heading, 120)}`
    const text = `[${index + 1}] ${passage.text.replace(/\s+/g, " ")}`
    if (section === title + heading) return [text]
    section = title + heading
    return [`From ${section}:`, text]
  })
  return {
    byNumber: new Map(passages.map((passage, index) => [index + 1, passage])),
    text: lines.join("\n")
  }
}

/** The passages with these numbers, each once. */
export const passagesOf = (
  { byNumber }: Pick<NumberedPassages, "byNumber">,
  numbers: ReadonlyArray<number>
): ReadonlyArray<Passage> => [...new Set(numbers)].flatMap((number) => byNumber.get(number) ?? [])

/** Their ids; at most 16, as a line may have. */
export const idsOf = (
  numbered: Pick<NumberedPassages, "byNumber">,
  numbers: ReadonlyArray<number>
): ReadonlyArray<PassageId> =>
  passagesOf(numbered, numbers)
    .slice(0, 16)
    .map(({ id }) => id)
