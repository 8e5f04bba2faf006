/** The numbers of a text as digits, without separators: "1,500" and "thirty-five" are 1500 and 35. */
export const numbersIn = (text: string): ReadonlyArray<string> => {
  const digits = (text.match(/\d(?:[\d.,]*\d)?/g) ?? []).map((number) =>
    number.replace(/,(?=\d{3}(?:\D|$))/g, "")
  )
  const words = (text.toLowerCase().match(numberWords) ?? []).map((phrase) => {
    const [tens = "", units] = phrase.replace(/s$/, "").split(/[- ]/)
    const value = values.get(tens)
    return value === undefined
      ? tens
      : String(value + (units === undefined ? 0 : (values.get(units) ?? 0)))
  })
  return [...digits, ...words]
}

/** What stands in quotation marks, two words or more. */
export const quotationsIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/“([^“”]+)”|"([^"]+)"|„([^„“”]+)[“”]/g)]
    .map(([, curly, straight, low]) => curly ?? straight ?? low ?? "")
    .filter((quotation) => /\S\s+\S/.test(quotation.trim()))

/** Words for comparison: lower case, without punctuation and accents. */
export const comparable = (text: string): string =>
  ` ${text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/['’]s\b/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `

/**
 * The names in a text: words with a capital that do not begin a sentence, and those that do when
 * another one follows.
 */
export const namesIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\p{Lu}[\p{L}\p{M}’'-]*\p{L}/gu)].flatMap(({ 0: word, index }) => {
    const before = text.slice(0, index)
    const isFirst = /(?:^|[.!?…:;]["”’)]*\s+|["“„‘(—–-]\s*)$/.test(before)
    const isPaired = /^\s\p{Lu}\p{Ll}/u.test(text.slice(index + word.length))
    return (isFirst && !isPaired) || /^I['’]/.test(word) ? [] : [word]
  })

const values: ReadonlyMap<string, number> = new Map([
  ["three", 3],
  ["four", 4],
  ["five", 5],
  ["six", 6],
  ["seven", 7],
  ["eight", 8],
  ["nine", 9],
  ["ten", 10],
  ["eleven", 11],
  ["twelve", 12],
  ["thirteen", 13],
  ["fourteen", 14],
  ["fifteen", 15],
  ["sixteen", 16],
  ["seventeen", 17],
  ["eighteen", 18],
  ["nineteen", 19],
  ["twenty", 20],
  ["thirty", 30],
  ["forty", 40],
  ["fifty", 50],
  ["sixty", 60],
  ["seventy", 70],
  ["eighty", 80],
  ["ninety", 90],
  ["one", 1],
  ["two", 2]
] as const)

/** "One" and "two" alone are hardly ever facts. */
const numberWords =
  /\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|hundred|thousand|million|billion|trillion|dozen)s?\b/g
