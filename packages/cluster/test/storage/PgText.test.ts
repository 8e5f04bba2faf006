import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { storableJson, storableText } from "../../src/storage/PgText.ts"

const stored = (value: Schema.Json): Schema.Json => JSON.parse(storableJson(JSON.stringify(value)))
const wave = "\u{1F30A}"

describe("text for Postgres", () => {
  it("has U+FFFD in place of NUL and of half a surrogate pair", () => {
    assert.strictEqual(
      storableText(`a\0b ${wave.slice(0, 1)} ${wave.slice(1)}`),
      "a\uFFFDb \uFFFD \uFFFD"
    )
  })

  it("keeps everything else", () => {
    const text = `${wave} \\u0000 \n\t"`
    assert.strictEqual(storableText(text), text)
  })
})

describe("JSON for Postgres", () => {
  it("has U+FFFD in place of what Postgres cannot store, in keys too", () => {
    assert.deepStrictEqual(
      stored({ [`a\0`]: [`b\0c`, `${wave.slice(0, 1)}d`, `e${wave.slice(1)}`] }),
      { "a\uFFFD": ["b\uFFFDc", "\uFFFDd", "e\uFFFD"] }
    )
  })

  it("keeps whole surrogate pairs, and what only looks like an escape", () => {
    const text = '\u{1F30A} \\u0000 \\\\ud83c \\\\\\u0000 \n\t"'
    assert.strictEqual(stored(text), text)
  })

  it.prop("is the JSON of the storable texts", [Schema.Json], ([value]) => {
    assert.strictEqual(JSON.stringify(stored(value)), JSON.stringify(withStorableTexts(value)))
  })
})

const withStorableTexts = (value: Schema.Json): Schema.Json => {
  if (typeof value === "string") return storableText(value)
  if (Array.isArray(value)) return value.map(withStorableTexts)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storableText(key), withStorableTexts(inner)])
  )
}
