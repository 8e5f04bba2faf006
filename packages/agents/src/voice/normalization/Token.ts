/** A piece of a text: a word, a number, or a single sign. */
export interface Token {
  readonly kind: "word" | "number" | "raised" | "lowered" | "sign"
  readonly text: string
  /** Whether white space comes before it. */
  readonly spaced: boolean
}

/**
 * Splits a text into tokens, in linear time. Superscripts and subscripts are numbers of their own, so
 * that they never become digits of the number before them; their text is written in plain digits.
 */
export const tokenize = (text: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const { word, number, raised, lowered } = match.groups ?? {}
    const kind = word
      ? "word"
      : number
        ? "number"
        : raised
          ? "raised"
          : lowered
            ? "lowered"
            : "sign"
    const plain =
      match[0].startsWith(".") && kind === "number"
        ? `0${match[0]}`
        : kind === "raised" || kind === "lowered"
          ? match[0].normalize("NFKC")
          : match[0]
    tokens.push({
      kind,
      text: kind === "raised" ? plain.replaceAll("\u2212", "-") : plain,
      spaced: match.index > end
    })
    end = match.index + match[0].length
  }
  return tokens
}

/** A dotted word has one or two letters between its dots: `e.g`, `U.S`, `Ph.D`. Its last dot is a sign. */
const dotted = String.raw`\p{L}{1,2}(?:\.\p{L}{1,2}(?![\p{L}\p{M}]))+`

/** A number in a base of programmers: 0xFF, 0b1010. */
const based = String.raw`(?<![\p{L}\p{N}.,])0(?:[xX][0-9A-Fa-f]+|[bB][01]+|[oO][0-7]+)(?![\p{L}\p{N}])`

/** A capital inside a word begins the next one: OpenAI, JavaScript; but not McDonald. */
const plain = [
  String.raw`[MDCLXVI]+(?:st|nd|rd|th)(?!\p{L})`,
  String.raw`(?:Mc|Mac|O')\p{Lu}[\p{Ll}\p{M}]+(?:'\p{Ll}+)?`,
  String.raw`\p{Lu}{2,}s?(?:'s)?(?![\p{Ll}\p{M}])`,
  String.raw`\p{Lu}+(?=\p{Lu}\p{Ll}{2})`,
  String.raw`(?![ⁿˣ])\p{L}(?:(?![ⁿˣ])[\p{Ll}\p{Lm}\p{Lo}\p{M}])*(?:'\p{L}[\p{Ll}\p{M}]*)*`
].join("|")

const pattern = new RegExp(
  [
    `(?<word>(?<![\\p{L}.])${dotted}|${based}|${plain})`,
    String.raw`(?<number>(?<=^|[\s({[+\-\u2212=<>≤≥≈~±×*√^$£€¥])\.[0-9]+|[0-9]+(?:[.,][0-9]+)*)`,
    "(?<raised>[⁺⁻]?[⁰¹²³⁴-⁹ⁿˣ]+[⁺⁻]?|[⁺⁻])",
    "(?<lowered>[₀-₉ₙₓ]+)",
    String.raw`[^\s\p{Z}\p{M}]`
  ].join("|"),
  "gu"
)
