import { pluralize } from "./Pluralize.ts"

/** A time as on a clock: `0:07`, `12:34`, `1:02:03`. */
export const clockTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const rest = String(whole % 60).padStart(2, "0")
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`
}

/** A duration in full, for screen readers: `1 minute 20 seconds`. */
export const longDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const minutes = Math.floor(whole / 60)
  const rest = whole % 60
  const parts = [
    ...(minutes > 0 ? [pluralize(minutes, "minute")] : []),
    ...(rest > 0 || minutes === 0 ? [pluralize(rest, "second")] : [])
  ]
  return parts.join(" ")
}

/** A duration in brief: `42 s`, `3 min`. */
export const shortDuration = (seconds: number): string =>
  seconds < 100 ? `${Math.max(0, Math.floor(seconds))} s` : `${Math.round(seconds / 60)} min`
