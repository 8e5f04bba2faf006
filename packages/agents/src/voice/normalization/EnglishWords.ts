import type { Abbreviation } from "./LanguagePack.ts"
import type { DayHalf } from "./Reading.ts"

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "))

export const monthNames =
  "January February March April May June July August September October November December".split(" ")
export const weekdayNames = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")

/** Each name, and its beginnings that are abbreviations. */
const named = (
  names: ReadonlyArray<string>,
  lengths: ReadonlyArray<number>
): ReadonlyMap<string, number> =>
  new Map(
    names.flatMap((name, index) =>
      [...lengths, name.length].map((length): readonly [string, number] => [
        name.toLowerCase().slice(0, length),
        index + 1
      ])
    )
  )

export const months = new Map([...named(monthNames, [3]), ["sept", 9] as const])
export const weekdays = new Map([
  ...named(weekdayNames, [3]),
  ["tues", 2] as const,
  ["thur", 4] as const,
  ["thurs", 4] as const
])

export const dayHalves: ReadonlyMap<string, DayHalf> = new Map<string, DayHalf>(
  (["am", "AM", "a.m", "A.M"] as const)
    .map((text): readonly [string, DayHalf] => [text, "am"])
    .concat((["pm", "PM", "p.m", "P.M"] as const).map((text) => [text, "pm"]))
)

export const scales: ReadonlyMap<string, string> = new Map([
  ["thousand", "thousand"],
  ["million", "million"],
  ["billion", "billion"],
  ["trillion", "trillion"],
  ["lakh", "lakh"],
  ["crore", "crore"],
  ["k", "thousand"],
  ["M", "million"],
  ["mn", "million"],
  ["mln", "million"],
  ["Mio", "million"],
  ["Mrd", "billion"],
  ["B", "billion"],
  ["bn", "billion"],
  ["tn", "trillion"],
  ["trn", "trillion"]
])

export const moneyScales: ReadonlyMap<string, string> = new Map([
  ["K", "thousand"],
  ["m", "million"],
  ["mil", "million"],
  ["MM", "million"],
  ["b", "billion"],
  ["t", "trillion"],
  ["T", "trillion"]
])

export const yearCues = list(
  "in since from until till by during circa c ca before after of early late mid around year spring summer autumn fall winter " +
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec " +
    "ad bc ce bce © back © to between and through born died b d est fl the a an"
)

export const countCues = list(
  "about over nearly almost some roughly approximately only least most than all these those another exactly up every per x × @ # no number page room highway route flight"
)

/** Whether a lower-case word is counted by the number before it. */
export const isPlural = (word: string): boolean =>
  /^(?:people|men|women|children|feet|mice|teeth|sheep|fish|species|percent)$/.test(word) ||
  (/^[a-z]{3,}s$/.test(word) && !/(?:ss|us|is)$/.test(word) && !notPlural.has(word))

const notPlural = list(
  "was has does goes says this its perhaps always sometimes towards across yes less makes takes gives shows saw sees brings marks begins ends becomes remains"
)

export const digitCues = list("dial call zip pin extension ext code")

export const modelCues = list("room flight route highway interstate suite apartment boeing airbus")

export const streets = list(
  "St Street Rd Road Ave Avenue Ln Lane Dr Drive Blvd Court Square Terrace"
)

export const books = list(
  "Genesis Gen Exodus Exod Leviticus Lev Numbers Deuteronomy Deut Joshua Judges Ruth Samuel Kings Chronicles Ezra Nehemiah Esther Job Psalm Psalms Ps Proverbs Prov Ecclesiastes " +
    "Isaiah Isa Jeremiah Jer Lamentations Ezekiel Ezek Daniel Hosea Joel Amos Obadiah Jonah Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Matt Mark Luke John Acts Romans Rom " +
    "Corinthians Cor Galatians Gal Ephesians Eph Philippians Phil Colossians Thessalonians Timothy Titus Hebrews Heb Mt Mk Lk Jn James Peter Jude Revelation Rev Quran Surah verse verses"
)

export const numberedNouns = list(
  "War Chapter Part Volume Vol vol Ch ch Fig Act Scene Type Phase Book Article Title Section Stage Class Level Figure Table Bowl Grade Apollo Gemini Saturn Rocky Mark Group Division " +
    "chapter part volume type phase stage class level figure table grade article section appendix Appendix Schedule Category Amendment Protocol Tier Era Unit Factor Dynasty Corps Vatican Titan Ares Voyager"
)

export const pagedNouns = list(
  "page pages p pp chapter chapters part parts section scene act book volume type phase stage class grade figure"
)

export const rulers = list(
  "Henry Louis Elizabeth Charles George Edward James Richard William Paul John Pius Leo Gregory Benedict Clement Innocent Urban Boniface Alexander Nicholas Peter Ivan Otto Napoleon " +
    "Frederick Frederik Friedrich Wilhelm Philip Felipe Ferdinand Francis Franz Joseph Catherine Mary Anne Margaret Margrethe Harald Haakon Olav Gustav Christian Victor Emmanuel Umberto " +
    "Ramses Ramesses Thutmose Amenhotep Seti Ptolemy Cleopatra Cyrus Darius Xerxes Artaxerxes Mehmed Murad Suleiman Selim Bayezid Ahmed Mustafa Abdulhamid Hassan Mohammed Hussein Abdullah " +
    "Robert David Malcolm Kenneth Duncan Alfred Constantine Theodosius Justinian Leopold Albert Baudouin Maximilian Rudolf Sigismund Casimir Pedro Alfonso Carlos Manuel Afonso Sancho Adolf Karl " +
    "Sixtus Julius Celestine Honorius Eugene Adrian Hadrian Nikita Menelik Selassie Akbar Rama Bhumibol Sargon Tiglath Shalmaneser Nebuchadnezzar Attalus Antiochus Seleucus Mithridates Lucius Dom"
)

/** Capitals that are a word: for emphasis, or as an acronym. */
export const pronounced = list(
  "AM AN AS AT BE BY DO GO HE IF IN IS ME MY NO OF OH OK ON OR SO TO UP WE ALL AND ANY ARE BAD BIG BUT CAN DAY DID END FAR FEW FOR FUN GET HAD HAS HER HIM HIS HOW ITS NEW NOT NOW ONE OUR OUT " +
    "LET MAN MAY OWN SAY SEE SHE THE TOO TWO WAS WAY WHY YES YOU GIF ICE PIN RAM ROM SIM REM SAD RIP VAT WAR ART"
)

export const spelled = list(
  "UCLA YMCA YWCA USDA NAACP IEEE OECD AARP USSR ACLU IAEA UNHCR USAF ICAO ISBN USPS LGBTQ EPFL SEIU IBEW"
)

export const sentenceStarters = list(
  "The A An He She It In On At But And Or So Then This That These Those They We I You His Her Its Their Our My If When While After Before As For From With Without By To Of No Yes Not Now There Here What Why How Who Where Which Each Every Some Many Most All One Two Both Another Other Such Also Only Even Still Yet Later Today Since Until Once Because Although However Meanwhile Instead"
)

const anywhere: ReadonlyArray<readonly [string, string]> = [
  ["Dept", "department"],
  ["dept", "department"],
  ["Govt", "government"],
  ["govt", "government"],
  ["Assn", "association"],
  ["Assoc", "association"],
  ["Univ", "university"],
  ["Inst", "institute"],
  ["Corp", "corporation"],
  ["Co", "company"],
  ["Inc", "incorporated"],
  ["Ltd", "limited"],
  ["Bros", "brothers"],
  ["Intl", "international"],
  ["Natl", "national"],
  ["Mfg", "manufacturing"],
  ["Blvd", "boulevard"],
  ["Rd", "road"],
  ["Ave", "avenue"],
  ["Ln", "lane"],
  ["Ct", "court"],
  ["Hwy", "highway"],
  ["Pkwy", "parkway"],
  ["Sq", "square"],
  ["Pl", "place"],
  ["Apt", "apartment"],
  ["Bldg", "building"],
  ["Rte", "route"],
  ["Jct", "junction"],
  ["Mtn", "mountain"],
  ["Mts", "mountains"],
  ["Is", "island"],
  ["Pk", "park"],
  ["Esq", "esquire"],
  ["Jan", "January"],
  ["Feb", "February"],
  ["Mar", "March"],
  ["Apr", "April"],
  ["Jun", "June"],
  ["Jul", "July"],
  ["Aug", "August"],
  ["Sep", "September"],
  ["Sept", "September"],
  ["Oct", "October"],
  ["Nov", "November"],
  ["Dec", "December"],
  ["Mon", "Monday"],
  ["Tue", "Tuesday"],
  ["Tues", "Tuesday"],
  ["Wed", "Wednesday"],
  ["Thu", "Thursday"],
  ["Thur", "Thursday"],
  ["Thurs", "Thursday"],
  ["Weds", "Wednesday"],
  ["Fri", "Friday"],
  ["Sat", "Saturday"],
  ["Sun", "Sunday"],
  ["Calif", "California"],
  ["Fla", "Florida"],
  ["Mass", "Massachusetts"],
  ["Conn", "Connecticut"],
  ["Tenn", "Tennessee"],
  ["Ariz", "Arizona"],
  ["Colo", "Colorado"],
  ["Minn", "Minnesota"],
  ["Mich", "Michigan"],
  ["Wis", "Wisconsin"],
  ["Okla", "Oklahoma"],
  ["Va", "Virginia"],
  ["Ga", "Georgia"],
  ["cf", "compare"],
  ["viz", "namely"],
  ["incl", "including"],
  ["excl", "excluding"],
  ["esp", "especially"],
  ["max", "maximum"],
  ["min", "minimum"],
  ["doz", "dozen"],
  ["avg", "average"],
  ["temp", "temperature"],
  ["misc", "miscellaneous"],
  ["ext", "extension"],
  ["tel", "telephone"],
  ["hrs", "hours"],
  ["yrs", "years"],
  ["mos", "months"],
  ["wks", "weeks"],
  ["tbsp", "tablespoons"],
  ["tsp", "teaspoons"],
  ["lbs", "pounds"],
  ["ft", "feet"],
  ["oz", "ounces"],
  ["dia", "diameter"],
  ["lat", "latitude"],
  ["long", "longitude"],
  ["pop", "population"],
  ["Pop", "population"],
  ["alt", "altitude"],
  ["Alt", "altitude"],
  ["orig", "originally"],
  ["ed", "editor"],
  ["eds", "editors"],
  ["trans", "translated"]
]

/** Not a word of its own, so that it needs no full stop. */
const unmistakable: ReadonlyArray<readonly [string, string]> = [
  ["approx", "approximately"],
  ["etc", "et cetera"],
  ["Jr", "junior"],
  ["Sr", "senior"]
]

const titles: ReadonlyArray<readonly [string, string, afterName?: string]> = [
  ["Dr", "doctor", "drive"],
  ["Mr", "mister"],
  ["Mrs", "missus"],
  ["Ms", "miz"],
  ["St", "saint", "street"],
  ["Mt", "mount"],
  ["Ft", "fort"],
  ["Prof", "professor"],
  ["Gen", "general"],
  ["Maj", "major"],
  ["Col", "colonel"],
  ["Capt", "captain"],
  ["Cmdr", "commander"],
  ["Cdr", "commander"],
  ["Cpl", "corporal"],
  ["Pfc", "private first class"],
  ["Spc", "specialist"],
  ["Ens", "ensign"],
  ["Lt", "lieutenant"],
  ["Sgt", "sergeant"],
  ["Pvt", "private"],
  ["Adm", "admiral"],
  ["Brig", "brigadier"],
  ["Insp", "inspector"],
  ["Det", "detective"],
  ["Supt", "superintendent"],
  ["Const", "constable"],
  ["Sen", "senator"],
  ["Gov", "governor"],
  ["Rep", "representative"],
  ["Pres", "president"],
  ["Amb", "ambassador"],
  ["Atty", "attorney"],
  ["Rev", "reverend"],
  ["Hon", "honorable"],
  ["Fr", "father"],
  ["Msgr", "monsignor"],
  ["Messrs", "messieurs"],
  ["Mme", "madame"],
  ["Mlle", "mademoiselle"],
  ["a.k.a", "also known as"],
  ["e.g", "for example,"],
  ["i.e", "that is,"],
  ["vs", "versus"],
  ["v", "versus"]
]

const beforeNumber: ReadonlyArray<readonly [string, string]> = [
  ["No", "number"],
  ["no", "number"],
  ["Nos", "numbers"],
  ["nos", "numbers"],
  ["Fig", "figure"],
  ["fig", "figure"],
  ["Figs", "figures"],
  ["Vol", "volume"],
  ["vol", "volume"],
  ["Ch", "chapter"],
  ["ch", "chapter"],
  ["Sect", "section"],
  ["Eq", "equation"],
  ["eq", "equation"],
  ["sec", "section"],
  ["Sec", "section"],
  ["para", "paragraph"],
  ["Ste", "suite"],
  ["Art", "article"],
  ["p", "page"],
  ["pp", "pages"],
  ["est", "established"],
  ["b", "born"],
  ["fl", "flourished"],
  ["d", "died"],
  ["c", "around"],
  ["ca", "around"]
]

const withoutStop = list(
  "vs e.g i.e a.k.a Dr Mr Mrs Ms Prof Lt Sgt Cpl Capt Insp Jr Sr Blvd dept Dept Govt govt Assn"
)

export const ambiguousAbbreviations = list(
  "Sun Sat Wed Mar Mass Is Pl long lat pop Pop alt Alt min max ext temp trans ed"
)

/** Shorthands with signs in them, and names that look like something else. */
export const shorthands: ReadonlyArray<readonly [string, string]> = [
  ["PhD", "P H D"],
  ["Malcolm X", "Malcolm X"],
  ["et al.", "and others"],
  ["et al", "and others"],
  ["c/o", "care of"],
  ["fl. oz.", "fluid ounces"],
  ["op. cit.", "in the work cited"],
  ["C#", "C sharp"],
  ["F#", "F sharp"],
  ["PhDs", "P H D's"],
  ["AT&T", "A T and T"],
  ["M&M", "M and M"],
  ["M&Ms", "M and M's"],
  ["w/o", "without"],
  ["w/", "with"],
  ["b/c", "because"]
]

export const abbreviations: ReadonlyMap<string, Abbreviation> = new Map<string, Abbreviation>([
  ...anywhere.map(([text, words]) => entry(text, words, "anywhere", !withoutStop.has(text))),
  ...unmistakable.map(([text, words]) => entry(text, words, "anywhere", false)),
  ...titles.map(([text, words, afterName]) =>
    entry(text, words, "title", !withoutStop.has(text), afterName)
  ),
  ...beforeNumber.map(([text, words]) => entry(text, words, "beforeNumber", true))
])

function entry(
  text: string,
  words: string,
  place: Abbreviation["place"],
  needsStop: boolean,
  afterName?: string
): readonly [string, Abbreviation] {
  return [text, { words, place, needsStop, ...(afterName === undefined ? {} : { afterName }) }]
}
