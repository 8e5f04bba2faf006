/** A moment as on a clock: `0:07`, `12:34`, `1:02:03`. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const rest = String(whole % 60).padStart(2, "0")
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`
}

/** A duration as it is said: `1 minute 20 seconds`. */
export const spoken = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const minutes = Math.floor(whole / 60)
  const rest = whole % 60
  const parts = [
    ...(minutes > 0 ? [many(minutes, "minute")] : []),
    ...(rest > 0 || minutes === 0 ? [many(rest, "second")] : [])
  ]
  return parts.join(" ")
}

/** A duration in brief: `42 s`, `3 min`. */
export const brief = (seconds: number): string =>
  seconds < 100 ? `${Math.max(0, Math.floor(seconds))} s` : `${Math.round(seconds / 60)} min`

export const many = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`
