import * as Agent from "@aethercast/cluster/Agent"
import { Effect } from "effect"
import { CoverFailed, CoverPainter, CoverRequest } from "../images/CoverPainter.ts"
import { Blob, Blobs } from "../store/Blobs.ts"
import { SnippetCover } from "../store/Snippets.ts"

/** Paints a cover and stores it; answers with its path on the server. */
export const ImageGeneration = Agent.make({
  name: "ImageGeneration",
  version: 1,
  description: "Paints covers",
  input: CoverRequest,
  success: SnippetCover,
  error: CoverFailed,
  supervision: {
    deadline: "30 seconds",
    restarts: { times: 2, within: "1 minute" },
    retry: { on: ["CoverFailed"], times: 2, base: "100 millis", cap: "1 second" }
  }
})(
  Effect.gen(function* () {
    const painter = yield* CoverPainter
    const blobs = yield* Blobs
    return Effect.fn("ImageGeneration.turn")(function* (request, { task }) {
      const { alt, bytes, mediaType } = yield* painter.paint(request)
      const id = yield* blobs.put(new Blob({ mediaType, bytes }), task.workflowId)
      return new SnippetCover({ path: `/media/${id}`, alt })
    })
  })
)
