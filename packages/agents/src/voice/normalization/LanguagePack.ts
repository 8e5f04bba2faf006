import type { Language } from "@aethercast/domain/Language"
import type { Pronunciations } from "./Pronunciations.ts"
import type { Currency, DayHalf, Noun, Reading } from "./Reading.ts"

export interface Abbreviation {
  readonly words: string
  /** Where it stands: a title comes before a name, so that its full stop never ends a sentence. */
  readonly place: "title" | "beforeNumber" | "anywhere"
  /** Whether it is an abbreviation only with its full stop, because it is a word without it. */
  readonly needsStop: boolean
  /** What it means after a name: `St.` is a street there. */
  readonly afterName?: string
}

/** All that normalization knows of a language. */
export interface LanguagePack {
  readonly language: Language
  readonly decimalMark: "." | ","
  /** Without the full stop. An entry that needs one in the text is not an ordinary word otherwise. */
  readonly abbreviations: ReadonlyMap<string, Abbreviation>
  /** Unit symbols and their names, written exactly as in a text: `km`, `MW`. */
  readonly units: ReadonlyMap<string, Noun>
  /** Prefixes that square or cube the unit after them: `sq`. */
  readonly powers: ReadonlyMap<string, 2 | 3>
  readonly raisedUnit: (unit: Noun, power: 2 | 3) => Noun
  readonly per: (unit: Noun, divisor: Noun) => Noun
  readonly currencies: ReadonlyMap<string, Currency>
  /** Abbreviations that are words, too, such as `Sun` and `long`: only inside of a sentence. */
  readonly ambiguousAbbreviations: ReadonlySet<string>
  /** Words for powers of ten, and their abbreviations. */
  readonly scales: ReadonlyMap<string, string>
  /** Scales that are abbreviations only after an amount of money. */
  readonly moneyScales: ReadonlyMap<string, string>
  /** Names and abbreviations of months, in lower case; 1 is January. */
  readonly months: ReadonlyMap<string, number>
  /** Names and abbreviations of weekdays, in lower case; 1 is Monday. */
  readonly weekdays: ReadonlyMap<string, number>
  readonly dayHalves: ReadonlyMap<string, DayHalf>
  /** Words after a time without minutes that make it one: `Uhr`. */
  readonly clockWords: ReadonlySet<string>
  /** What comes after a number that is an ordinal: `th`. */
  readonly ordinalSuffixes: ReadonlySet<string>
  /** What makes a decade of a year: the `s` of 1990s. */
  readonly decadeSuffix: string
  /** Words before a number of four digits that is a year. */
  readonly yearCues: ReadonlySet<string>
  /** Words after the name of a street, which has a number before it: `221B Baker St.` */
  readonly streets: ReadonlySet<string>
  /** Books before a chapter and a verse: `Mark 4:3`. */
  readonly books: ReadonlySet<string>
  /** Words after a year: `BC`. */
  readonly eras: ReadonlySet<string>
  /** Words before a number that is read digit by digit: `dial`. */
  readonly digitCues: ReadonlySet<string>
  /** Words before a number that names something: `room`. */
  readonly modelCues: ReadonlySet<string>
  /** Words before a number that counts. */
  readonly countCues: ReadonlySet<string>
  /** Whether a word is a noun in the plural, which a number before it counts. */
  readonly isPlural: (word: string) => boolean
  /** Words before a Roman numeral. */
  readonly numberedNouns: ReadonlySet<string>
  /** Nouns in lower case that a numeral such as `iv` counts. */
  readonly pagedNouns: ReadonlySet<string>
  /** Names of rulers, before a Roman numeral that is an ordinal. */
  readonly rulers: ReadonlySet<string>
  /** Words after a Roman numeral that is an ordinal. */
  readonly ordinalNouns: ReadonlySet<string>
  /** Words in capitals that are not spelled. */
  readonly pronounced: ReadonlySet<string>
  /** Words in capitals that are spelled although they could be pronounced. */
  readonly spelled: ReadonlySet<string>
  /** Words that begin a sentence more often than a name. */
  readonly sentenceStarters: ReadonlySet<string>
  /** Shorthands of several words or signs, and what they mean. */
  readonly shorthands: Pronunciations
  readonly verbalize: (reading: Reading) => string
}
