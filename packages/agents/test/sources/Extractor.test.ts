import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { note } from "./LibraryHarness.ts"

const good = { mediaType: "text/markdown", text: note("Good"), url: "http://a.test/" } as const

/** Within all limits of complexity, and still minutes of work. */
const slow = {
  mediaType: "text/html",
  text: `<article>${"<div>".repeat(250)}${"<p>a, b, <i>c</i></p>".repeat(20_000)}</article>`,
  url: "http://a.test/"
} as const

describe("Extractor", () => {
  it.live("stops a document that takes too long, and reads the next one", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const error = yield* Effect.flip(extract(slow))
      assert.strictEqual(error.reason, "it takes too long to read")
      assert.strictEqual((yield* extract(good)).title, "Good")
    }).pipe(Effect.provide(Extractor.layerWith({ timeLimit: "1 second" })))
  )

  it.live("refuses a nesting bomb, and reads the next one", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const bomb = { ...slow, text: "<div>".repeat(20_000) }
      const error = yield* Effect.flip(extract(bomb))
      assert.strictEqual(error.reason, "its elements are nested too deeply")
      assert.strictEqual((yield* extract(good)).title, "Good")
    }).pipe(Effect.provide(Extractor.layer))
  )

  it.live("frees its worker when the caller is interrupted", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      yield* Effect.timeoutOption(extract(slow), "100 millis")
      yield* Effect.timeoutOption(extract(slow), "100 millis")
      assert.strictEqual((yield* extract(good)).title, "Good")
    }).pipe(Effect.provide(Extractor.layer))
  )
})
