/** Writes out dates, fractions, ranges and comparisons. */
export const verbalize = (text: string): string => comparisons(ranges(fractions(dates(text))))

const dates = (text: string): string =>
  text.replace(/\b(\d{4})-(\d\d)-(\d\d)(?:T[\d:.]+Z?)?\b/g, (date, year, month, day) => {
    const name = months[Number(month) - 1]
    return name === undefined ? date : `${name} ${Number(day)}, ${year}`
  })

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

// flite reads any two numbers with a slash as a fraction, even 24/7 and 9/11.
const fractions = (text: string): string =>
  text
    .replace(/(?<=\d) ?(?=[¼-¾⅐-⅞])/g, " and ")
    .replace(/[¼-¾⅐-⅞]/g, (sign) => sign.normalize("NFKD").replace("\u2044", "/"))
    .replace(/(?<![\d/])(\d{1,3})\/(\d{1,3})(?![\d/])/g, (fraction, upper, lower) =>
      Number(upper) < Number(lower) && Number(lower) <= 10 ? fraction : `${upper} ${lower}`
    )

// Three digits, a hyphen and four digits are a telephone number.
const ranges = (text: string): string =>
  text.replace(/(?<![\w-])(\d+(?:[.,]\d+)*)-(\d+(?:[.,]\d+)*)(?![\w-])/g, (range, from, to) =>
    from.length === 3 && to.length === 4 ? range : `${from} to ${to}`
  )

const comparisons = (text: string): string =>
  text
    .replace(/[~≈] ?(?=\d)/g, "about ")
    .replace(/> ?(?=\d)/g, "more than ")
    .replace(/< ?(?=\d)/g, "less than ")
    .replace(/#(?=\d)/g, "number ")
    .replace(/(?<=\d) ?x\b/g, " times")
    .replace(/(?<=\d) ?× ?(?=\d)/g, " by ")
