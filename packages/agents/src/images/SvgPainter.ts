import { renderAsync } from "@resvg/resvg-js"
import { Effect, Layer } from "effect"
import { Cover, CoverFailed, CoverPainter, type CoverRequest } from "./CoverPainter.ts"
import { draw } from "./SvgCover.ts"

/** Covers without an image model: drawn as vectors from a hash of the id, rendered to PNG on a native thread. */
export const layer: Layer.Layer<CoverPainter> = Layer.succeed(CoverPainter, {
  description: "drawn covers (flat shapes from a hash of the id, no image model)",
  settings: "drawn/1",
  paint: Effect.fn("SvgPainter.paint")(function* (request: CoverRequest) {
    const { svg, alt } = draw(request)
    const bytes = yield* Effect.tryPromise({
      try: (signal) =>
        renderAsync(svg, options(request.pixels), signal).then((image) => image.asPng()),
      catch: (cause) => new CoverFailed({ id: request.id, reason: String(cause) })
    })
    return new Cover({
      mediaType: "image/png",
      bytes: new Uint8Array(bytes),
      width: request.pixels,
      height: request.pixels,
      alt
    })
  })
})

const options = (pixels: number) => ({
  fitTo: { mode: "width" as const, value: pixels },
  font: { loadSystemFonts: false }
})
