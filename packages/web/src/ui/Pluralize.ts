/** A number with its noun: `1 source`, `3 sources`. For nouns whose plural ends in s. */
export const pluralize = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`
