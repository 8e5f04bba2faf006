import { parentPort } from "node:worker_threads"
import { Effect, Result } from "effect"
import type { RawDocument } from "./Extraction.ts"
import { type FetchedFeed, readFeed } from "./FeedEntries.ts"
import { extractFile } from "./FileExtraction.ts"

/** What the worker is asked: the prose of a document, or the entries of a feed. */
export type Request =
  | { readonly _tag: "Document"; readonly document: RawDocument }
  | { readonly _tag: "Feed"; readonly feed: FetchedFeed }

const answer = (request: Request): Effect.Effect<unknown> =>
  request._tag === "Document"
    ? extractFile(request.document)
    : Effect.sync(() =>
        Result.match(readFeed(request.feed), {
          onFailure: (reason) => ({ _tag: "Refused", reason }),
          onSuccess: (feed) => ({ _tag: "Feed", feed })
        })
      )

/** A document that makes a parser throw does not end the worker. */
const refusal = { _tag: "Refused", reason: "it cannot be parsed" }

// After a page that it cannot read, pdf.js rejects promises of other pages, for which nobody waits any more.
process.on("unhandledRejection", () => {})

// The worker thread of `Extractor`: sends "ready" once, then answers each request, in order.
parentPort?.on("message", (request: Request) => {
  answer(request).pipe(
    Effect.catchDefect(() => Effect.succeed(refusal)),
    Effect.map((message) => parentPort?.postMessage(message)),
    Effect.runFork
  )
})
parentPort?.postMessage("ready")
