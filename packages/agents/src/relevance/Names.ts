import { contentWords, stem } from "./Stems.ts"

/**
 * The names of several words in texts, as pairs of a part and the last part, by their stems: "Karl von
 * Frisch" gives "karl frisch".
 */
export const names = (texts: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    texts.flatMap((text) =>
      (text.match(capitalizedWords) ?? []).flatMap((name) => {
        const parts = contentWords(name).map(stem)
        return parts.slice(0, -1).map((part) => `${part} ${parts.at(-1)}`)
      })
    )
  )

/** Each word has exactly one possible end, so that no text makes the match backtrack. */
const word = String.raw`\p{Lu}[\p{L}-]*\p{Ll}(?![\p{L}-])`
const capitalizedWords = new RegExp(
  String.raw`(?<![\p{L}-])${word}(?: (?:(?:von|van|de|der|du|la|le) )?${word})+`,
  "gu"
)
