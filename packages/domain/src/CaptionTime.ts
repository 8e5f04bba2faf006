import { frameMillis } from "./Clip.ts"

/**
 * The start of a frame as `HH:MM:SS.mmm`, with the separator of the format before the milliseconds; exact,
 * because a frame is a whole number of them.
 */
export const timestamp = (frame: number, separator: "." | ","): string => {
  const millis = frame * frameMillis
  const seconds = Math.floor(millis / 1000)
  const minutes = Math.floor(seconds / 60)
  const parts = [Math.floor(minutes / 60), minutes % 60, seconds % 60]
  return `${parts.map((part) => padded(part, 2)).join(":")}${separator}${padded(millis % 1000, 3)}`
}

const padded = (part: number, digits: number): string => String(part).padStart(digits, "0")
