/** Spells abbreviations, acronyms and names so that flite pronounces them correctly. */
export const verbalize = (text: string): string =>
  acronyms(
    rules.reduce((result, [pattern, words]) => result.replace(pattern, words), lowerCased(text))
  )

/** A text in capitals throughout contains no acronyms. */
const lowerCased = (text: string): string => {
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0
  const capitals = text.match(/[A-Z]/g)?.length ?? 0
  return letters >= 12 && capitals > 0.7 * letters ? text.toLowerCase() : text
}

// flite pronounces anything with a vowel: US as "us", AI as "eye", CEO as "cheo". From four letters
// on that is mostly right: NASA, UNESCO.
const acronyms = (text: string): string =>
  text
    .replace(/\b(?:[A-Z]\.){2,}/g, (dotted) => dotted.replaceAll(".", ""))
    .replace(/(?<!')\b([A-Z]{2,3}|UCLA|YMCA)(s?)\b(?!'[A-Z])/g, (word, letters, plural) =>
      pronounced.has(letters) ? word : `${spelled(letters)}${plural === "" ? "" : "'s"}`
    )

const spelled = (letters: string): string => letters.split("").join(" ")

/** Words that are not acronyms: capitalized for emphasis, or pronounced as a word. */
const pronounced = new Set(
  (
    "AM AN AS AT BE BY DO GO HE IF IN IS ME MY NO OF OK ON OR SO TO UP WE II IV VI IX " +
    "ALL AND ANY ARE BAD BIG BUT CAN DAY DID END FAR FEW FOR FUN GET HAD HAS HER HIM HIS HOW III ITS NEW NOT NOW ONE OUR OUT " +
    "LET MAN MAY OWN SAY SEE SHE THE TOO TWO VII WAS WAY WHY XII XIV XVI YES YOU GIF ICE PIN RAM ROM SIM"
  ).split(" ")
)

const rules: ReadonlyArray<readonly [RegExp, string]> = [
  // A space is missing
  [/(?<=[a-z]{2})\.(?=[A-Z][a-z])/g, ". "],

  // Names
  [/\bAethercast\b/g, "Ethercast"],
  [/\bGen (?=[XYZ]\b)/g, "Jen "],
  [/\bPh\.?D\b\.?/g, "P H D"],
  [/\bCO2\b/g, "C O 2"],
  [/\b([A-Z])#/g, "$1 sharp"],
  // A capital inside a word starts the next one: OpenAI, JavaScript; but not McDonald.
  [/(?<!\b(?:M|Ma))([a-z])(?=[A-Z])/g, "$1 "],

  // Titles before a name
  [/\b(Dr|Mr|Mrs|Ms)\.(?= [A-Z])/g, "$1"],
  [/\bProf\.(?= [A-Z])/g, "Professor"],
  [/\bGen\.(?= [A-Z])/g, "General"],
  [/\bCol\.(?= [A-Z])/g, "Colonel"],
  [/\bCapt\.(?= [A-Z])/g, "Captain"],
  [/\bLt\.(?= [A-Z])/g, "Lieutenant"],
  [/\bSgt\.(?= [A-Z])/g, "Sergeant"],
  [/\bSen\.(?= [A-Z])/g, "Senator"],
  [/\bGov\.(?= [A-Z])/g, "Governor"],
  [/\bRep\.(?= [A-Z])/g, "Representative"],
  [/\bRev\.(?= [A-Z])/g, "Reverend"],
  [/(?<!\b[A-Z]\w+ )\bSt\.(?= [A-Z])/g, "Saint"],
  [/\bMt\.(?= [A-Z])/g, "Mount"],
  [/\bFt\.(?= [A-Z])/g, "Fort"],
  [/\b([A-Z])\.(?= [A-Z]\. )/g, "$1"],
  [/(?<=^|\b[A-Z]\w* )([A-Z])\.(?= [A-Z])/g, "$1"],
  [/\bJr\b\.?/g, "Junior"],
  [/\bCorp\.(?= [a-z]|,)/g, "Corporation"],
  [/\bCo\.(?= [a-z]|,)/g, "Company"],
  [/\bLtd\b\.?(?= [a-z]|,)/g, "Limited"],
  [/\bInc\.(?= [a-z]|,)/g, "Inc"],

  // Before a number
  [/\bNos?\. ?(?=\d)/g, "number "],
  [/\bFigs?\. ?(?=\d)/g, "figure "],
  [/\bVol\. ?(?=\d)/gi, "volume "],
  [/\bCh\. ?(?=\d)/g, "chapter "],
  [/\bpp\. ?(?=\d)/g, "pages "],
  [/\bp\. ?(?=\d)/g, "page "],
  [/\best\. ?(?=\d)/g, "established "],
  [/\bca?\. ?(?=\d)/g, "around "],
  [/\bapprox\b\.?/gi, "approximately"],
  [/\bJan\b\.?(?= \d)/g, "January"],
  [/\bFeb\b\.?(?= \d)/g, "February"],
  [/\bMar\b\.?(?= \d)/g, "March"],
  [/\bApr\b\.?(?= \d)/g, "April"],
  [/\bJun\b\.?(?= \d)/g, "June"],
  [/\bJul\b\.?(?= \d)/g, "July"],
  [/\bAug\b\.?(?= \d)/g, "August"],
  [/\bSept?\b\.?(?= \d)/g, "September"],
  [/\bOct\b\.?(?= \d)/g, "October"],
  [/\bNov\b\.?(?= \d)/g, "November"],
  [/\bDec\b\.?(?= \d)/g, "December"],

  // Latin and shorthand
  [/\be\.g\.,?/gi, "for example,"],
  [/\bi\.e\.,?/gi, "that is,"],
  [/\betc\b/gi, "et cetera"],
  [/\bet al\b\.?/g, "and others"],
  [/\bvs\b\.?/gi, "versus"],
  [/\bv\.(?= [A-Z])/g, "versus"],
  [/(?<=\d) ?([apAP])\.[mM]\.(?= [A-Z]|$)/g, " $1m."],
  [/(?<=\d) ?([apAP])\.[mM]\.?/g, " $1m"],
  [/\bw\/o\b/g, "without"],
  [/\bw\/ ?/g, "with "],
  [/\bAT&T\b/g, "A T and T"],
  [/ ?& ?/g, " and "],
  [/#(?=[A-Za-z])/g, ""],
  [/(?<=[A-Za-z])\/(?=[A-Za-z])/g, " "]
]
