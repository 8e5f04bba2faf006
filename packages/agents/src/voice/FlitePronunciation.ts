import * as Pronunciations from "./normalization/Pronunciations.ts"
import type { Pronunciation } from "./PronunciationFile.ts"

/** The pronunciations that ship with flite, and further ones, which take precedence. */
export const flitePronunciations = (
  further: ReadonlyArray<Pronunciation>
): Pronunciations.Pronunciations => Pronunciations.make([...names, ...further])

/** Names that flite mispronounces, written so that its letter-to-sound rules give the right phones. */
const names: ReadonlyArray<Pronunciation> = [
  ["Aethercast", "Ether cast"],
  ["MeyGen", "May Jen"],
  ["Rwanda", "Ruwanda"],
  ["Rwandan", "Ruwandan"],
  ["Rwandans", "Ruwandans"],
  ["Nguyen", "Win"],
  ["Tchaikovsky", "Chykovsky"],
  ["mnemonic", "nemonic"],
  ["Mnemonic", "Nemonic"],
  ["Xi", "Shee"],
  ["Gen X", "Jen X"],
  ["Gen Y", "Jen Y"],
  ["Gen Z", "Jen Z"]
]

/**
 * Makes names pronounceable for flite, which spells a word that begins with two consonants that no
 * English word begins with: `Gdansk` becomes `Gudansk`, `Mbappe` `Embappe`.
 */
export const pronounceable = (text: string): string =>
  text.replace(/\b[a-z]{4,}\b/gi, (name) => {
    const [, first = "", second = ""] =
      /^([b-df-hj-np-tv-xz])([b-df-hj-np-tv-xz])/i.exec(name) ?? []
    const isSpelled = second !== "" && !onsets.has((first + second).toLowerCase())
    if (!isSpelled || !/[aeiouy]/i.test(name) || name === name.toUpperCase()) return name
    return /[mn]/i.test(first)
      ? `${first === first.toUpperCase() ? "E" : "e"}${name.toLowerCase()}`
      : `${first}u${name.slice(1)}`
  })

/** The pairs of consonants with which flite 2.3 pronounces a word that is not in its lexicon. */
const onsets = new Set(
  (
    "bh bj bl br ch cl cr cw cz dh dj dl dr dv dw dz fj fl fr gh gj gl gm gn gr gw hl hr hs hw kh kj kl km kn kr kw lh ll mc mr " +
    "nc nr pf ph pl pm pn pr ps pt rh sc sf sh sj sk sl sm sn sp sq sr st sv sw sz th tj tk tr ts tv tw vl vr wh wr zb zh zl zv zw"
  ).split(" ")
)
