import { DateTime, Schema, SchemaTransformation } from "effect"

/** A length of time as people say it: two units at most. Undefined is a dash. */
export const took = (millis: number | null | undefined): string => {
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

/** A moment in UTC, to the second. */
export const moment = (millis: number | null | undefined): string =>
  millis === null || millis === undefined
    ? "-"
    : `${DateTime.formatIso(DateTime.makeUnsafe(millis)).slice(0, 19).replace("T", " ")}Z`

export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** At most four digits that matter; nothing at all is a dash. */
export const cost = (amount: number): string =>
  amount === 0 ? "-" : String(Number(amount.toPrecision(4)))

/** Without control characters: texts of strangers must not steer the terminal. */
export const harmless = (text: string): string => text.replace(controls, " ")

/** The same, with single spaces. */
export const plain = (text: string): string => harmless(text).replaceAll(/ {2,}/g, " ").trim()

/** A text of at most `most` characters, on one line. */
export const short = (text: string, most = 100): string => {
  const line = plain(text)
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

/** An error as it is stored, in words: its tag, and what else it says. */
export const trouble = (error: Schema.Json, most = 100): string => {
  if (typeof error !== "object" || error === null || !("_tag" in error)) {
    return short(typeof error === "string" ? error : JSON.stringify(error), most)
  }
  const { _tag, ...rest } = error
  if (_tag === "Refused" && rest["error"] !== undefined) return trouble(rest["error"], most)
  const more = Object.entries(rest).map(
    ([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`
  )
  return short(more.length === 0 ? String(_tag) : `${String(_tag)}: ${more.join(", ")}`, most)
}

/** `90s`, `30m`, `2h`, `7d`: milliseconds. */
export const Ago = Schema.String.check(Schema.isPattern(/^\d{1,6}[smhd]$/)).pipe(
  Schema.decodeTo(
    Schema.Finite,
    SchemaTransformation.transform({
      decode: (text) => Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? 0),
      encode: (millis) => `${Math.round(millis / 1000)}s`
    })
  )
)

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

// C0, DEL and C1 control characters, and those that turn the direction of a line around.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g
