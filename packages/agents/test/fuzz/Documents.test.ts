import { Prose } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { extractFile } from "@aethercast/agents/sources/FileExtraction"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import { document, show } from "./TestDocuments.ts"

const decode = Schema.decodeUnknownEffect(Prose)

describe("a document of any bytes", () => {
  it.live("is read or refused, and soon", () =>
    run({
      inputs: 2000,
      // pdf.js rejects promises for which nobody waits; only the worker ignores that.
      make: (random) => document(random, ["html", "markdown", "plain", "epub", "docx"]),
      show,
      stallMillis: 400,
      feed: Effect.fnUntraced(function* (input) {
        const answer = yield* extractFile(input)
        if (answer._tag === "Refused") assert.isAbove(answer.reason.length, 5)
        else yield* decode(answer.prose)
      })
    })
  )

  it.live("ends no worker, and occupies the thread that asks for less than 50 ms", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const read = { documents: 0 }
      yield* run({
        inputs: 2000,
        make: (random) => document(random, ["pdf", "pdf", "html", "markdown", "epub", "docx"]),
        show,
        concurrency: 4,
        feed: Effect.fnUntraced(function* (input) {
          const result = yield* Effect.result(extract(input))
          if (Result.isSuccess(result)) return read.documents++
          // This is said of a worker that broke, too.
          assert.notInclude(
            ["it cannot be parsed", "it takes too long to read"],
            result.failure.reason
          )
        })
      })
      // The documents were not in vain.
      assert.isAbove(read.documents, 500)
    }).pipe(Effect.provide(Extractor.layerWith({ timeLimit: "30 seconds" })))
  )
})
