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

  it.live("refuses a PDF whose pages are damaged, and reads the next document", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const error = yield* Effect.flip(
        extract({
          mediaType: "application/pdf",
          bytes: Buffer.from(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R 2 0 obj\n<< /Type /Pages /Kids [5 7 0 R] /Count 3 >>\n7 0 obj\nWhy?) xref\ntrailer\n<< /Root 1 0 R "
          ),
          url: "http://a.test/"
        })
      )
      assert.strictEqual(error.reason, "it has no text to read")
      for (let n = 0; n < 20; n++) assert.strictEqual((yield* extract(good)).title, "Good")
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
