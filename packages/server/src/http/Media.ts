import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { Effect, Option, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as EntityTag from "./EntityTag.ts"

/** `/media/<blob id>`: pictures from the store. Nothing else that is stored is given out. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const blobs = yield* Blobs
    yield* router.add(
      "GET",
      "/media/:id",
      Effect.fnUntraced(function* (request) {
        const { id } = yield* HttpRouter.params
        const blob = isBlobId(id) ? yield* blobs.get(id) : Option.none()
        if (Option.isNone(blob) || !blob.value.mediaType.startsWith("image/")) {
          return HttpServerResponse.empty({ status: 404 })
        }
        const { bytes, mediaType } = blob.value
        return EntityTag.tagged(
          request,
          `"${id}"`,
          HttpServerResponse.uint8Array(bytes, { contentType: mediaType, headers })
        )
      })
    )
  })
)

const isBlobId = Schema.is(BlobId)

/** A blob never changes. A picture that is opened by itself, such as an SVG, runs nothing. */
const headers = {
  "cache-control": "public, max-age=31536000, immutable",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"
}
