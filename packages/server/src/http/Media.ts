import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { Effect, Option, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as EntityTag from "./EntityTag.ts"

/** `/media/<blob id>`: stored images, those in a bucket by a redirect. Blobs of other types are not served. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const blobs = yield* Blobs
    yield* router.add(
      "GET",
      "/media/:id",
      Effect.fnUntraced(function* (request) {
        const { id } = yield* HttpRouter.params
        const address = isBlobId(id) ? yield* blobs.address(id) : Option.none()
        if (Option.isSome(address) && isImage(address.value)) {
          return HttpServerResponse.redirect(address.value.url, { headers: redirectHeaders })
        }
        const blob = isBlobId(id) ? yield* blobs.get(id) : Option.none()
        if (Option.isNone(blob) || !isImage(blob.value)) {
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

const isImage = ({ mediaType }: { readonly mediaType: string }): boolean =>
  mediaType.startsWith("image/")

const isBlobId = Schema.is(BlobId)

/** A blob never changes. An image that is opened as a page, such as an SVG, runs no script. */
const headers = {
  "cache-control": "public, max-age=31536000, immutable",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"
}

/** The address there can be used for an hour at least. */
const redirectHeaders = { "cache-control": "private, max-age=1800" }
