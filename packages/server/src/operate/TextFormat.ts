import { DateTime, type Schema } from "effect"

/** A duration in at most two units; nothing is a dash. */
export const duration = (millis: number | null | undefined): string => {
  if (millis === null || millis === undefined) return "-"
  const whole = Math.max(0, Math.round(millis))
  if (whole < 1000) return `${whole} ms`
  if (whole < 59_950) return `${(whole / 1000).toFixed(1)} s`
  const seconds = Math.round(whole / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** A moment in UTC, to the second; nothing is a dash. */
export const moment = (millis: number | null | undefined): string =>
  millis === null || millis === undefined
    ? "-"
    : `${DateTime.formatIso(DateTime.makeUnsafe(millis)).slice(0, 19).replace("T", " ")}Z`

export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** At most four significant digits; zero is a dash. */
export const cost = (amount: number): string =>
  amount === 0 ? "-" : String(Number(amount.toPrecision(4)))

/** `1 node`, `2 nodes`. */
export const count = (many: number, one: string) => `${many} ${one}${many === 1 ? "" : "s"}`

/** The text without control characters: stored text must not control the operator's terminal. */
export const withoutControls = (text: string): string => text.replace(controls, " ")

/** The text without control characters, on one line, with single spaces. */
export const singleLine = (text: string): string =>
  withoutControls(text).replaceAll(/ {2,}/g, " ").trim()

/** A single line of at most `max` characters. */
export const shortened = (text: string, max = 100): string => {
  const line = singleLine(text)
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`
}

/** An encoded error on one line: its tag and its fields; of `Refused` the agent's own error. */
export const errorText = (error: Schema.Json, max = 100): string => {
  if (typeof error !== "object" || error === null || !("_tag" in error)) {
    return shortened(typeof error === "string" ? error : JSON.stringify(error), max)
  }
  const { _tag, ...rest } = error
  if (_tag === "Refused" && rest["error"] !== undefined) return errorText(rest["error"], max)
  const fields = Object.entries(rest).map(
    ([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`
  )
  return shortened(
    fields.length === 0 ? String(_tag) : `${String(_tag)}: ${fields.join(", ")}`,
    max
  )
}

// C0, DEL and C1 control characters, and those that change the direction of text.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g
