import { Schema, SchemaTransformation } from "effect"

/** A duration until now, `90s`, `30m`, `2h` or `7d`, in milliseconds. */
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
