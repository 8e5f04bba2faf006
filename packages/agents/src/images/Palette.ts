import type { Array } from "effect"

/** Six matching colours: a ground, four tones of growing contrast to it, and an accent. */
export interface Palette {
  readonly name: string
  readonly ground: string
  readonly tones: readonly [string, string, string, string]
  readonly accent: string
  /** Stems of words that it illustrates, separated by spaces. */
  readonly stems: string
}

const palette = (
  name: string,
  colours: readonly [string, string, string, string, string, string],
  stems: string
): Palette => {
  const [ground, first, second, third, fourth, accent] = colours
  return { name, ground, tones: [first, second, third, fourth], accent, stems }
}

export const palettes: Array.NonEmptyReadonlyArray<Palette> = [
  palette(
    "deep teal and apricot",
    ["#0b2a3f", "#12506b", "#1f7a8c", "#66b2b2", "#bfe0d5", "#f6bd83"],
    "tide ocean sea marine wave coast harbour ship fish"
  ),
  palette(
    "plum and peach",
    ["#2b2140", "#4a3160", "#7a4471", "#b85c75", "#ee8e74", "#ffd9a0"],
    "evening dream sleep film theatre memory"
  ),
  palette(
    "cream and coffee",
    ["#f3e6d4", "#d9b48a", "#b07d4f", "#7a4e31", "#3e2619", "#d8572a"],
    "coffee tea bread bake chocolate food cook wood book"
  ),
  palette(
    "sage and pine",
    ["#e9efdd", "#b9cfa3", "#7fa372", "#44715a", "#1d4238", "#f0a23b"],
    "forest tree plant garden farm seed nature moss bird bee"
  ),
  palette(
    "midnight blue and pale gold",
    ["#0d1226", "#1b2450", "#2f3c85", "#5c6bc0", "#a9b4f0", "#f7e1a0"],
    "night star space planet astronom eclipse moon galax comet"
  ),
  palette(
    "shell and coral",
    ["#fff1e6", "#ffd0b5", "#ff9e80", "#ef6461", "#a63a50", "#1f6f78"],
    "reef coral heart health body love summer"
  ),
  palette(
    "paper and vermilion",
    ["#f4f1ea", "#d5cfc2", "#9aa0a0", "#55616b", "#1f2a36", "#e4572e"],
    "news politic law print letter typograph typewriter design writing alphabet"
  ),
  palette(
    "mint and salmon",
    ["#ddf3ec", "#a5dfcf", "#5cbfa9", "#2a8f86", "#14525a", "#ff7f6a"],
    "medicine chemis biolog science vaccine cell"
  ),
  palette(
    "mustard and rust",
    ["#f6c445", "#efa52f", "#d97b26", "#a84b24", "#54261e", "#fbf3dc"],
    "sun energy solar honey market money trade music"
  ),
  palette(
    "lilac and rose",
    ["#efe8f7", "#cfbce8", "#a48ad0", "#6f58a8", "#38296a", "#f6a6b2"],
    "mind psycholog philosoph colour flower perfume art"
  ),
  palette(
    "sand and terracotta",
    ["#f7dfc4", "#edb88b", "#d98e63", "#b15c46", "#6b2f35", "#2a6f7b"],
    "desert rock stone earth history ancient archaeolog clay brick pottery rome egypt"
  ),
  palette(
    "ice blue and coral",
    ["#e8f2f8", "#bbdaea", "#82b6d6", "#4583b0", "#1f4b75", "#f26b5e"],
    "ice glacier snow winter cold arctic weather cloud air wind flight river lake water rain"
  ),
  palette(
    "emerald and gold",
    ["#06302b", "#0c4f43", "#17775f", "#4fae84", "#b5dda9", "#f6c667"],
    "climate aurora jungle computer code software data network internet"
  ),
  palette(
    "berry and blush",
    ["#3a0f2a", "#651b42", "#9a2c56", "#d14d67", "#f59b8b", "#ffe3b8"],
    "fire volcano lava wine fruit dance war light lighthouse"
  )
]
