import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { storable } from "../../src/storage/PgText.ts"

const stored = (value: Schema.Json): Schema.Json => JSON.parse(storable(JSON.stringify(value)))

describe("JSON for Postgres", () => {
  it("has a mark in the entityId of what Postgres cannot keep, in keys too", () => {
    const wave = "\u{1F30A}"
    assert.deepStrictEqual(
      stored({ [`a\0`]: [`b\0c`, `${wave.slice(0, 1)}d`, `e${wave.slice(1)}`] }),
      { "a\uFFFD": ["b\uFFFDc", "\uFFFDd", "e\uFFFD"] }
    )
  })

  it("keeps whole pairs, and what only looks like an escape", () => {
    const text = '\u{1F30A} \\u0000 \\\\ud83c \\\\\\u0000 \n\t"'
    assert.strictEqual(stored(text), text)
  })

  it.prop("changes nothing else", [Schema.Json], ([value]) => {
    assert.strictEqual(JSON.stringify(stored(value)), JSON.stringify(marked(value)))
  })
})

/** The same, value by value. */
const marked = (value: Schema.Json): Schema.Json => {
  if (typeof value === "string") return mark(value)
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [mark(key), marked(inner)]))
}
const mark = (text: string) => text.toWellFormed().replaceAll("\0", "\uFFFD")
