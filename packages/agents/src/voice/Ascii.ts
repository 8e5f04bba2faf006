/** Replaces quotes, dashes, spaces and other punctuation by their ASCII equivalents; drops invisible characters. */
export const plainPunctuation = (text: string): string =>
  text
    .replace(/\p{Cf}|\ufe0e|\ufe0f|\u20e3/gu, "")
    .replace(/(?<=\d)[\u00a0\u2009\u202f'’_](?=\d{3}(?!\d))/g, ",")
    .replace(/[\s\p{Z}\p{Cc}]+/gu, " ")
    .replace(
      /(\d?)([⁰¹²³⁴-⁹]{1,4})\u2044([₀-₉]{1,4})/g,
      (_, whole: string, upper: string, lower: string) =>
        `${whole && `${whole} `}${upper.normalize("NFKC")}/${lower.normalize("NFKC")}`
    )
    .replace(spacedDigits, (number: string, currency: string = "", decimals: string = "") =>
      /(?: \d+){2}| 0/.test(number) || currency + decimals !== ""
        ? number.replaceAll(" ", decimals.startsWith(",") ? "." : ",")
        : number
    )
    .replace(/(?<=^|[ (])–(?=\d)/g, "-")
    .replace(/[‘’‚‛′ʼ´]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    // Between two numbers or variables and spaces it is a minus, and no range.
    .replace(/[‐‑‒]|(?<![\p{L}\p{N})] )−|−(?! [\p{L}\p{N}(√])/gu, "-")
    .replace(/(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)/g, (suffix) => suffix.normalize("NFKC"))
    .replace(/(?<=\d ?)[º⁰](?= ?[CF]\b)|(?<=\d)º/g, "°")
    .replace(/(?<!\p{L})[Nn][º°] ?(?=\d)/gu, "№ ")
    .replace(/[-=]>|[!=]=(?= ?[\p{L}\p{N}-])|\+\/?-(?= ?\d)/gu, (typed) => signs.get(typed) ?? "±")
    .replace(/\bUS-(?=\$)/g, "US")
    .replace(/―|-{2,3}/g, "—")
    .replace(/\u03bc(?=[gm]\b)/g, "\u00b5")
    .replace(/…/g, "...")

/** Signs that are typed with several characters. */
const signs = new Map([
  ["->", "→"],
  ["=>", "⇒"],
  ["!=", "≠"],
  ["==", "="]
])

/**
 * A number with spaces between its thousands, which a single space is only before a zero, with a
 * currency or with decimals: `the 3 100 m races`. After a `+` or a bracket, or beside further digits, it
 * is part of a telephone number.
 */
const spacedDigits =
  /(?<![\d.,+)]|[\d)] )([$€£¥₹]?)[1-9]\d{0,2}(?: \d{3}){1,8}([.,]\d{1,2}(?!\d))?(?![.,]?\d| \d)/g

/** Reduces a text to ASCII: letters lose their accents, symbols become words, the rest is dropped. */
export const fold = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, (character) => words.get(character) ?? character)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]+/g, " ")

const words = new Map([
  ["Æ", "Ae"],
  ["æ", "ae"],
  ["Œ", "Oe"],
  ["œ", "oe"],
  ["Ø", "O"],
  ["ø", "o"],
  ["ß", "ss"],
  ["Ł", "L"],
  ["ł", "l"],
  ["Đ", "D"],
  ["đ", "d"],
  ["Ð", "D"],
  ["ð", "d"],
  ["Þ", "Th"],
  ["þ", "th"],
  ["ı", "i"],
  ["α", " alpha "],
  ["β", " beta "],
  ["γ", " gamma "],
  ["Δ", " delta "],
  ["δ", " delta "],
  ["ε", " epsilon "],
  ["θ", " theta "],
  ["λ", " lambda "],
  ["μ", " mu "],
  ["π", " pi "],
  ["σ", " sigma "],
  ["φ", " phi "],
  ["χ", " chi "],
  ["ψ", " psi "],
  ["Ω", " omega "],
  ["ω", " omega "],
  ["©", ""],
  ["®", ""],
  ["™", ""]
])
