/** A number as it is written in a text, in any convention. */
export interface Numeral {
  readonly isNegative: boolean
  /** Digits without leading zeros. */
  readonly integer: string
  /** The digits after the decimal mark; empty when there is none. */
  readonly decimals: string
}

/** A noun that is counted. */
export interface Noun {
  readonly one: string
  readonly many: string
}

export interface Currency extends Noun {
  /** A hundredth of it. */
  readonly part?: Noun
}

/** A fraction, with a whole number before it or without one. */
export interface Fraction {
  readonly _tag: "Fraction"
  readonly whole?: string
  readonly upper: string
  readonly lower: string
}

/** A number, for example 2.5 million. */
export interface Cardinal {
  readonly _tag: "Cardinal"
  readonly number: Numeral
  /** A word such as `million`. */
  readonly scale?: string
}

/** A power of ten after a number: 6.02 x 10^23. */
export interface Power {
  readonly _tag: "Power"
  readonly base: Numeral | string
  /** Digits with an optional minus, or a letter. */
  readonly exponent: string
}

export type Amount = Cardinal | Fraction

/** The half of the day of a time. */
export type DayHalf = "am" | "pm"

export type SignName =
  | "plus"
  | "minus"
  | "times"
  | "toThePower"
  | "by"
  | "dividedBy"
  | "equals"
  | "notEqual"
  | "less"
  | "greater"
  | "atMost"
  | "atLeast"
  | "about"
  | "plusMinus"
  | "number"
  | "percent"
  | "and"
  | "at"
  | "to"
  | "through"
  | "per"
  | "degrees"
  | "section"
  | "infinity"
  | "squareRoot"
  | "base"

/** What a stretch of a text stands for (its semiotic class), before a language says it in words. */
export type Reading =
  | Cardinal
  | Fraction
  | Power
  /** Spoken as it is written. */
  | { readonly _tag: "Word"; readonly text: string }
  /** Punctuation: heard as a pause or an intonation. */
  | { readonly _tag: "Mark"; readonly text: string }
  | { readonly _tag: "Letters"; readonly letters: string; readonly isPlural: boolean }
  /** Digits that are read one by one, in groups: a telephone number. */
  | { readonly _tag: "Digits"; readonly groups: ReadonlyArray<string> }
  /** Numbers in a row: with a point between them (a version), with a comma, or with nothing. */
  | {
      readonly _tag: "Series"
      readonly numbers: ReadonlyArray<string>
      readonly separator: "point" | "comma" | "none"
    }
  /** The number in a name such as A320. */
  | { readonly _tag: "Model"; readonly digits: string }
  | {
      readonly _tag: "Ordinal"
      readonly digits: string
      readonly isRegnal: boolean
      /** The genitive: `'s`. */
      readonly suffix?: string
    }
  | { readonly _tag: "Year"; readonly year: string }
  | { readonly _tag: "Decade"; readonly year: string }
  | {
      readonly _tag: "Money"
      readonly amount: Amount
      readonly currency: Currency
      /** Whether it stands before a noun: a $20 bill. */
      readonly isAttributive?: true
    }
  | {
      readonly _tag: "Measure"
      readonly amount: Amount
      readonly unit: Noun
      /** Whether it stands before a noun: a 5-km run. */
      readonly isAttributive: boolean
    }
  | {
      readonly _tag: "Clock"
      readonly hour: string
      readonly minute: string
      readonly half?: DayHalf
    }
  | {
      readonly _tag: "Duration"
      readonly hours?: string
      readonly minutes: string
      readonly seconds: Numeral
    }
  | {
      readonly _tag: "Date"
      readonly day?: string
      /** From 1 to 12. */
      readonly month: number
      readonly year?: string
    }
  /** From 1, a Monday, to 7. */
  | { readonly _tag: "Weekday"; readonly day: number }
  | { readonly _tag: "Ratio"; readonly parts: ReadonlyArray<Numeral> }
  | { readonly _tag: "Sign"; readonly name: SignName }
  | { readonly _tag: "Range"; readonly from: Reading; readonly to: Reading }
  | { readonly _tag: "Sequence"; readonly readings: ReadonlyArray<Reading> }

export const word = (text: string): Reading => ({ _tag: "Word", text })
export const mark = (text: string): Reading => ({ _tag: "Mark", text })
export const sign = (name: SignName): Reading => ({ _tag: "Sign", name })
export const cardinal = (number: Numeral, scale?: string): Cardinal =>
  scale === undefined ? { _tag: "Cardinal", number } : { _tag: "Cardinal", number, scale }

export const wholeNumber = (digits: string, isNegative = false): Numeral => ({
  isNegative,
  integer: digits.replace(/^0+(?=\d)/, ""),
  decimals: ""
})
