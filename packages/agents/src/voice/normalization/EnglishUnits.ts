import type { Noun } from "./Reading.ts"
import { metric, metricSymbols } from "./UnitTable.ts"

const noun = (one: string, many = `${one}s`): Noun => ({ one, many })

const prefixes: Readonly<Record<string, string>> = {
  k: "kilo",
  K: "kilo",
  h: "hecto",
  d: "deci",
  c: "centi",
  m: "milli",
  µ: "micro",
  n: "nano",
  p: "pico",
  M: "mega",
  G: "giga",
  T: "tera",
  P: "peta",
  Ki: "kibi",
  Mi: "mebi",
  Gi: "gibi",
  Ti: "tebi"
}

const bases: Readonly<Record<string, Noun>> = {
  m: noun("meter"),
  g: noun("gram"),
  l: noun("liter"),
  L: noun("liter"),
  s: noun("second"),
  W: noun("watt"),
  Wh: noun("watt hour"),
  V: noun("volt"),
  A: noun("ampere"),
  Ah: noun("ampere hour"),
  F: noun("farad"),
  H: noun("henry"),
  M: noun("molar", "molar"),
  Da: noun("dalton"),
  J: noun("joule"),
  Pa: noun("pascal"),
  eV: noun("electron volt"),
  Hz: noun("hertz", "hertz"),
  B: noun("byte"),
  bit: noun("bit"),
  bps: noun("bit per second", "bits per second"),
  b: noun("bit"),
  cal: noun("calorie"),
  N: noun("newton"),
  mol: noun("mole"),
  t: noun("ton"),
  bar: noun("bar"),
  Ω: noun("ohm"),
  Bq: noun("becquerel"),
  Sv: noun("sievert"),
  T: noun("tesla"),
  pc: noun("parsec")
}

/** Unit symbols and the abbreviations of customary units. */
export const englishUnits: ReadonlyMap<string, Noun> = new Map<string, Noun>([
  ...metric(
    metricSymbols.flatMap(([symbol, allowed]) => {
      const base = bases[symbol]
      return base === undefined ? [] : [{ symbol, noun: base, prefixes: allowed }]
    }),
    prefixes
  ),
  ["%", noun("percent", "percent")],
  ["‰", noun("per mille", "per mille")],
  ["°", noun("degree")],
  ["°C", noun("degree Celsius", "degrees Celsius")],
  ["°F", noun("degree Fahrenheit", "degrees Fahrenheit")],
  ["°N", noun("degree north", "degrees north")],
  ["°S", noun("degree south", "degrees south")],
  ["°E", noun("degree east", "degrees east")],
  ["°W", noun("degree west", "degrees west")],
  ["℃", noun("degree Celsius", "degrees Celsius")],
  ["℉", noun("degree Fahrenheit", "degrees Fahrenheit")],
  ["K", noun("kelvin")],
  ["kph", noun("kilometer per hour", "kilometers per hour")],
  ["mph", noun("mile per hour", "miles per hour")],
  ["mpg", noun("mile per gallon", "miles per gallon")],
  ["rpm", noun("revolution per minute", "revolutions per minute")],
  ["fps", noun("frame per second", "frames per second")],
  ["bpm", noun("beat per minute", "beats per minute")],
  ["ppm", noun("part per million", "parts per million")],
  ["ppb", noun("part per billion", "parts per billion")],
  ["ha", noun("hectare")],
  ["h", noun("hour")],
  ["hr", noun("hour")],
  ["hrs", noun("hour")],
  ["min", noun("minute")],
  ["mins", noun("minute")],
  ["sec", noun("second")],
  ["secs", noun("second")],
  ["yr", noun("year")],
  ["yrs", noun("year")],
  ["mo", noun("month")],
  ["wk", noun("week")],
  ["in.", noun("inch", "inches")],
  ["ft", noun("foot", "feet")],
  ["'", noun("foot", "feet")],
  ["′", noun("foot", "feet")],
  ["″", noun("inch", "inches")],
  ["yd", noun("yard")],
  ["yds", noun("yard")],
  ["mi", noun("mile")],
  ["lb", noun("pound")],
  ["lbs", noun("pound")],
  ["oz", noun("ounce")],
  ["gal", noun("gallon")],
  ["qt", noun("quart")],
  ["qts", noun("quart")],
  ["gals", noun("gallon")],
  ["pts", noun("point")],
  ["sqft", noun("square foot", "square feet")],
  ["dpi", noun("dot per inch", "dots per inch")],
  ["pt", noun("pint")],
  ["tbsp", noun("tablespoon")],
  ["tsp", noun("teaspoon")],
  ["ac", noun("acre")],
  ["bbl", noun("barrel")],
  ["cc", noun("cubic centimeter")],
  ["kn", noun("knot")],
  ["kt", noun("knot")],
  ["kts", noun("knot")],
  ["ly", noun("light year")],
  ["au", noun("astronomical unit")],
  ["AU", noun("astronomical unit")],
  ["hp", noun("horsepower", "horsepower")],
  ["psi", noun("pound per square inch", "pounds per square inch")],
  ["dB", noun("decibel")],
  ["dBA", noun("decibel")],
  ["mmHg", noun("millimeter of mercury", "millimeters of mercury")],
  ["dBm", noun("decibel milliwatt")],
  ["px", noun("pixel")],
  ["MP", noun("megapixel")],
  ["atm", noun("atmosphere")],
  ["cd", noun("candela")],
  ["lm", noun("lumen")],
  ["lx", noun("lux", "lux")],
  ["Btu", noun("B T U", "B T Us")],
  ["BTU", noun("B T U", "B T Us")]
])

export const raisedUnit = ({ many, one }: Noun, power: 2 | 3): Noun => {
  if (one === "second") return { one: "second squared", many: "seconds squared" }
  const name = power === 2 ? "square" : "cubic"
  return { one: `${name} ${one}`, many: `${name} ${many}` }
}

export const per = (unit: Noun, divisor: Noun): Noun => ({
  one: `${unit.one} per ${divisor.one}`,
  many: `${unit.many} per ${divisor.one}`
})
