/** Writes out measures: `3.5 cm` becomes `3.5 centimeters`. */
export const verbalize = (text: string): string =>
  text
    .replace(measure, (_, count, unit) => {
      const plural = units.get(unit) ?? unit
      return `${count} ${count === "1" ? singular(plural) : plural}`
    })
    .replace(scaled, (_, count, scale) => `${count} ${scales.get(scale.trim()) ?? scale}`)

const units = new Map([
  ["%", "percent"],
  ["°C", "degrees Celsius"],
  ["°F", "degrees Fahrenheit"],
  ["°", "degrees"],
  ["km/h", "kilometers per hour"],
  ["kph", "kilometers per hour"],
  ["mph", "miles per hour"],
  ["m/s", "meters per second"],
  ["km²", "square kilometers"],
  ["m²", "square meters"],
  ["m³", "cubic meters"],
  ["km", "kilometers"],
  ["m", "meters"],
  ["cm", "centimeters"],
  ["mm", "millimeters"],
  ["µm", "micrometers"],
  ["nm", "nanometers"],
  ["ft", "feet"],
  ["ha", "hectares"],
  ["kg", "kilograms"],
  ["g", "grams"],
  ["mg", "milligrams"],
  ["µg", "micrograms"],
  ["lb", "pounds"],
  ["lbs", "pounds"],
  ["oz", "ounces"],
  ["l", "liters"],
  ["L", "liters"],
  ["ml", "milliliters"],
  ["mL", "milliliters"],
  ["ms", "milliseconds"],
  ["min", "minutes"],
  ["mins", "minutes"],
  ["hr", "hours"],
  ["hrs", "hours"],
  ["yrs", "years"],
  ["Hz", "hertz"],
  ["kHz", "kilohertz"],
  ["MHz", "megahertz"],
  ["GHz", "gigahertz"],
  ["W", "watts"],
  ["kW", "kilowatts"],
  ["MW", "megawatts"],
  ["GW", "gigawatts"],
  ["kWh", "kilowatt hours"],
  ["MWh", "megawatt hours"],
  ["GWh", "gigawatt hours"],
  ["TWh", "terawatt hours"],
  ["KB", "kilobytes"],
  ["kB", "kilobytes"],
  ["MB", "megabytes"],
  ["GB", "gigabytes"],
  ["TB", "terabytes"],
  ["dB", "decibels"],
  ["fps", "frames per second"],
  ["ppm", "parts per million"]
])

const scales = new Map([
  ["M", "million"],
  ["mn", "million"],
  ["B", "billion"],
  ["bn", "billion"],
  ["tn", "trillion"]
])

const number = String.raw`(?<![\w.])(\d+(?:,\d{2,3})*(?:\.\d+)?)`
const longestFirst = [...units.keys()].toSorted((a, b) => b.length - a.length).join("|")
const measure = new RegExp(String.raw`${number}[ -]?(${longestFirst})(?![\w²³/'’])`, "g")
const scaled = new RegExp(String.raw`${number}(M|B| ?(?:mn|bn|tn))(?![\w'’])`, "g")

/** Only the noun loses its s: "degrees Celsius" becomes "degree Celsius", "hertz" has none. */
const singular = (plural: string): string =>
  plural === "feet" ? "foot" : plural.replace(/^(\w+(?: hour)?)s(?= per | C| F| million|$)/, "$1")
