import {
  gluedAt,
  isFree,
  isNumber,
  isOrdinalSuffix,
  isWord,
  parsed,
  type Rule,
  textAt
} from "./Grammar.ts"
import { cardinal, sign, wholeNumber } from "./Reading.ts"

/** `1st`, `22nd`. */
export const ordinal: Rule = (source, at) => {
  const digits = textAt(source, at).replaceAll(",", "")
  return isNumber(source, at) &&
    /^\d{1,15}$/.test(digits) &&
    isOrdinalSuffix(source, at + 1) &&
    (digits.length < 4 || textAt(source, at + 1) !== ".")
    ? parsed({ _tag: "Ordinal", digits, isRegnal: false }, at + 2)
    : undefined
}

/** A telephone number, or another number in groups that are joined by hyphens: digit by digit. */
export const telephone: Rule = (source, at) => {
  const { tokens } = source
  if (!isFree(source, at)) return undefined
  const isInternational = textAt(source, at) === "+" && gluedAt(source, at + 1) !== ""
  const hasArea = textAt(source, at) === "(" && /^\d{3,5}$/.test(textAt(source, at + 1))
  const afterPrefix = /^[-/]$/.test(gluedAt(source, at + 1)) ? at + 2 : at + 1
  const hasPrefix =
    /^0\d{2,4}$/.test(textAt(source, at)) && /^\d{3,8}$/.test(textAt(source, afterPrefix))
  const isMarked = isInternational || hasArea || hasPrefix
  const groups: Array<string> = []
  let end = at + (isInternational || hasArea ? 1 : 0)
  let [isHyphened, isSpaced, hyphens] = [true, true, 0]
  while (groups.length < 8 && /^\d{1,12}(?:\.\d{3,4})*$/.test(textAt(source, end))) {
    groups.push(...textAt(source, end).split("."))
    end++
    if (/^[()]$/.test(textAt(source, end)) && isMarked) end++
    const joint = gluedAt(source, end)
    const isHyphen =
      (joint === "-" || (hasPrefix && joint === "/")) && /^\d/.test(gluedAt(source, end + 1))
    if (isHyphen) {
      end++
      hyphens++
      isSpaced = false
    } else if ((isMarked || isSpaced) && tokens[end]?.kind === "number") isHyphened = false
    else break
  }
  const digits = groups.join("").length
  const lengths = groups.map(({ length }) => length).join(" ")
  const isPhone = isInternational
    ? digits >= 7
    : hasArea || hasPrefix
      ? digits >= 9 && digits <= 14
      : (isHyphened && isLocalNumber(groups)) ||
        ((isHyphened || isSpaced) && /^(?:(?:1 )?3 3 4|4 4 4 4)$/.test(lengths))
  const isCode =
    !isPhone && !hasArea && isHyphened && hyphens > 1 && textAt(source, end - 2) === "-"
  if (isPhone || (isCode && digits >= 7)) {
    return parsed({ _tag: "Digits", groups: isInternational ? ["+", ...groups] : groups }, end)
  }
  return isCode ? parsed({ _tag: "Series", numbers: groups, separator: "none" }, end) : undefined
}

/** 555-1234; but 100-1000 and 100-1,000 are ranges. */
export const isLocalNumber = ([first = "", second = "", ...more]: ReadonlyArray<string>): boolean =>
  /^\d{3}$/.test(first) &&
  /^\d{4}$/.test(second) &&
  more.length === 0 &&
  !(first.endsWith("0") && second.endsWith("00"))

/** A number that no other rule reads: a version, a list, or one with leading zeros. */
export const otherNumber: Rule = (source, at) => {
  const text = textAt(source, at)
  if (!isNumber(source, at)) return undefined
  if (/^0\d+$|^\d{16,}$/.test(text)) return parsed({ _tag: "Digits", groups: [text] }, at + 1)
  if (/^\d+$/.test(text)) return parsed(cardinal(wholeNumber(text)), at + 1)
  const numbers = text.split(/[.,]/).slice(0, 40)
  const separator = text.includes(",") ? "comma" : "point"
  return parsed({ _tag: "Series", numbers, separator }, at + 1)
}

/** A number after `dial` or `room`, which counts nothing. */
export const namingNumber: Rule = (source, at) => {
  const { digitCues, modelCues } = source.pack
  const text = textAt(source, at)
  const cue = textAt(source, at - 1).toLowerCase()
  if (
    !/^\d{3,5}$/.test(text) ||
    source.pack.isPlural(textAt(source, at + 1)) ||
    !/^[.,;:!?)]?$/.test(gluedAt(source, at + 1))
  ) {
    return undefined
  }
  if (digitCues.has(cue)) return parsed({ _tag: "Digits", groups: [text] }, at + 1)
  return modelCues.has(cue) ? parsed({ _tag: "Model", digits: text }, at + 1) : undefined
}

/** A number in a base of programmers, character by character: `0xFF`. */
export const basedNumber: Rule = (source, at) => {
  const [, base, digits] = /^0([xbo])([\dA-F]+)$/i.exec(textAt(source, at)) ?? []
  return isWord(source, at) && base !== undefined && digits !== undefined
    ? parsed({ _tag: "Digits", groups: [`0${base.toLowerCase()}${digits.toUpperCase()}`] }, at + 1)
    : undefined
}

/** The number in a name such as A320, COVID-19, MP3 or H2O, after its letters. */
export const model: Rule = (source, at) => {
  const hyphen = gluedAt(source, at) === "-" ? 1 : 0
  const before = at - 1
  const digits = gluedAt(source, at + hyphen)
  if (!isWord(source, before) || !isNumber(source, at + hyphen) || !/^\d{1,8}$/.test(digits)) {
    return undefined
  }
  // In 4x100 the letter is a sign.
  if (/^[xX]$/.test(textAt(source, before)) && isNumber(source, before - 1)) return undefined
  const next = source.tokens[at + hyphen + 1]
  if (next?.kind === "raised" || next?.text === "^") return undefined
  const isName = hyphen === 0 || /^\p{Lu}/u.test(textAt(source, before))
  return isName ? parsed({ _tag: "Model", digits }, at + hyphen + 1) : undefined
}

/** The subscript of a formula: the 2 in H₂O. After a number it is the base of this: 101₂. */
export const subscript: Rule = (source, at) => {
  const token = source.tokens[at]
  if (token?.kind !== "lowered") return undefined
  const isBase = isNumber(source, at - 1) || /^log$/i.test(textAt(source, at - 1))
  if (isBase && !token.spaced && /^\d{1,2}$/.test(token.text)) {
    const readings = [sign("base"), cardinal(wholeNumber(token.text))]
    return parsed({ _tag: "Sequence", readings }, at + 1)
  }
  return /^\d{1,8}$/.test(token.text)
    ? parsed({ _tag: "Model", digits: token.text }, at + 1)
    : parsed({ _tag: "Letters", letters: token.text, isPlural: false }, at + 1)
}
