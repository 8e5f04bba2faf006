import * as Agent from "@aethercast/cluster/Agent"
import { Circuits } from "@aethercast/cluster/Circuits"
import { Effect, Layer, Schema } from "effect"
import {
  CoverFailed,
  CoverPainter,
  CoverRequest,
  CoverUnusable,
  imageProvider,
  type Painter
} from "../images/CoverPainter.ts"
import { ModelErrors } from "../models/ModelFailure.ts"
import { Payer } from "../spending/Payer.ts"
import { Spending } from "../spending/Spending.ts"
import { Blob, Blobs } from "../store/Blobs.ts"
import { SnippetCover } from "../store/Snippets.ts"

const definition = {
  name: "ImageGeneration",
  version: 1,
  description: "Paints covers",
  input: CoverRequest,
  success: SnippetCover,
  error: Schema.Union([CoverFailed, CoverUnusable, ...ModelErrors])
} as const

const restarts = { times: 2, within: "1 minute" } as const

/** Paints a cover, stores it for the run, and answers with its path on the server. */
const paintInto = Effect.fnUntraced(function* (
  { paint }: Painter,
  request: CoverRequest,
  usedBy: string
) {
  const { alt, bytes, mediaType } = yield* paint(request)
  const id = yield* (yield* Blobs).put(new Blob({ mediaType, bytes }), usedBy)
  return new SnippetCover({ path: `/media/${id}`, alt })
})

const alone = Agent.make({
  ...definition,
  supervision: {
    deadline: "30 seconds",
    restarts,
    retry: { on: ["CoverFailed"], times: 2, base: "100 millis", cap: "1 second" }
  }
})(
  Effect.gen(function* () {
    const painter = yield* CoverPainter
    const blobs = yield* Blobs
    return Effect.fn("ImageGeneration.turn")((request, { task }) =>
      Effect.provideService(paintInto(painter, request, task.workflowId), Blobs, blobs)
    )
  })
)

/**
 * As `alone`, with a provider outside that is paid for each image, and a painter that stands in for it.
 * An answer that was paid for is not requested again.
 */
const withStandIn = Agent.make({
  ...definition,
  supervision: {
    deadline: "150 seconds",
    restarts,
    retry: {
      on: ["CoverFailed", "ModelUnavailable"],
      times: 1,
      base: "500 millis",
      cap: "2 seconds"
    },
    circuits: [
      {
        dependency: imageProvider,
        on: ["ModelUnavailable", "ModelRejected", "CoverUnusable"],
        within: "60 seconds"
      }
    ],
    fallbacks: [
      { name: "drawing", on: ["ModelRejected", "AnswerUnusable", "CoverUnusable"] },
      { name: "saving", on: ["OverBudget"] }
    ]
  }
})(
  Effect.gen(function* () {
    const painter = yield* CoverPainter
    const blobs = yield* Blobs
    const circuits = yield* Circuits
    const spending = yield* Spending
    const { standIn = painter } = painter

    return Effect.fn("ImageGeneration.turn")((request, context) => {
      const { fallback, once, task } = context
      const painted =
        fallback === undefined
          ? once(painter.settings, SnippetCover, paintInto(painter, request, task.workflowId))
          : Effect.map(
              paintInto(standIn, request, task.workflowId),
              (cover) => new SnippetCover({ ...cover, standIn: fallback })
            )
      return painted.pipe(
        Effect.provideService(Blobs, blobs),
        Effect.provideService(Payer, spending.payer(context)),
        Effect.tapErrorTag("ModelUnavailable", ({ retryAfterMillis }) =>
          retryAfterMillis === undefined
            ? Effect.void
            : circuits.trip(imageProvider, retryAfterMillis)
        )
      )
    })
  })
)

export const ImageGeneration = {
  // Of the two, this one's callers wait longer.
  ...withStandIn,
  layer: Layer.unwrap(
    Effect.map(CoverPainter, ({ standIn }) =>
      standIn === undefined ? alone.layer : withStandIn.layer
    )
  )
}
