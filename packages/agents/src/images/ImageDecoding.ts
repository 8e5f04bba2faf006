import { renderAsync } from "@resvg/resvg-js"
import { Effect } from "effect"
import type { ImageFile } from "./ImageFile.ts"

/**
 * Whether the pixels of a file can be decoded, and something of them is seen; on a native thread. Of WebP
 * only the head counts, because resvg does not decode it.
 */
export const isVisible = Effect.fn("ImageDecoding.isVisible")(function* (
  { mediaType }: ImageFile,
  bytes: Uint8Array
) {
  if (mediaType === "image/webp") return true
  const href = `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`
  return yield* Effect.tryPromise((signal) =>
    renderAsync(
      `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image width="8" height="8" href="${href}"/></svg>`,
      { font: { loadSystemFonts: false } },
      signal
    )
  ).pipe(
    // An image that resvg cannot decode is left out of the drawing.
    Effect.map(({ pixels }) => pixels.some((value) => value !== 0)),
    Effect.orElseSucceed(() => false)
  )
})
