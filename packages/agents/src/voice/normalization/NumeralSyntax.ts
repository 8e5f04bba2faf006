import { type Numeral, wholeNumber } from "./Reading.ts"

/**
 * Reads the digits of a number in the convention of a language or, where that leaves no doubt, in the
 * other one: `1,234.5`, `1.234,5`, `1.000.000`. Undefined for a version, a list or a date.
 */
export const numeral = (text: string, decimalMark: "." | ","): Numeral | undefined => {
  const local = text.replaceAll(decimalMark, ";").replaceAll(/[.,]/g, "_")
  if (
    /^(?:0|[1-9]\d*)(?:;\d+)?$/.test(local) ||
    /^\d{1,3}(?:_\d{2,3})*_\d{3}(?:;\d+)?$/.test(local)
  ) {
    return parts(local.replaceAll("_", "").split(";"))
  }
  if (/^\d{1,3}(?:;\d{3})+_\d{1,2}$|^\d{1,3}(?:;\d{3}){2,}$|^0_\d+$/.test(local)) {
    return parts(local.replaceAll(";", "").split("_"))
  }
  return undefined
}

/** Money has at most two decimals, so that three digits after a point are thousands. */
export const moneyNumeral = (text: string, decimalMark: "." | ","): Numeral | undefined =>
  /^[1-9]\d{0,2}[.,]\d{3}$/.test(text)
    ? wholeNumber(text.replace(/[.,]/, ""))
    : /^\d+[.,]\d{1,2}$/.test(text)
      ? parts(text.split(/[.,]/))
      : numeral(text, decimalMark)

const parts = ([integer = "0", decimals = ""]: ReadonlyArray<string>): Numeral => ({
  ...wholeNumber(integer),
  decimals
})
