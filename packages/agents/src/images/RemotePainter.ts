import { Effect, Exit, Layer, Option, Schema, Stream } from "effect"
import { fromAiError } from "../models/ModelFailure.ts"
import * as OpenAiClient from "../models/OpenAiClient.ts"
import { fromThrown } from "../models/ProviderError.ts"
import { Payer } from "../spending/Payer.ts"
import { Cover, CoverPainter, type CoverRequest, CoverUnusable } from "./CoverPainter.ts"
import * as CoverPrompt from "./CoverPrompt.ts"
import type { ImageEndpoint } from "./ImageEndpoint.ts"
import * as ImageDecoding from "./ImageDecoding.ts"
import * as ImageFile from "./ImageFile.ts"

/**
 * Covers by an image model. The bytes are stored as they came, with the provider's own mark that a
 * machine has made them. The painter below stands in.
 */
export const layer = (endpoint: ImageEndpoint) =>
  Layer.effect(
    CoverPainter,
    Effect.gen(function* () {
      const standIn = yield* CoverPainter
      const client = yield* OpenAiClient.make(endpoint)
      const { model, price, provider } = endpoint
      const unusable = (reason: string) => new CoverUnusable({ provider, reason })

      /** The answer of the server, as soon as it begins. */
      const request = (prompt: string) =>
        Effect.tryPromise({
          try: (signal) =>
            client.images
              .generate({ prompt, model, ...options(endpoint) }, { signal })
              .asResponse(),
          catch: (thrown) => fromAiError(provider, fromThrown(thrown))
        })

      const imageOf = Effect.fnUntraced(function* ({ body }: Response) {
        const chunks = yield* Stream.fromReadableStream({
          evaluate: () => body ?? new ReadableStream<Uint8Array>(),
          onError: () => unusable("it broke off")
        }).pipe(
          Stream.limitBytes(maxAnswerBytes, () => Stream.fail(unusable("it is too large"))),
          Stream.runCollect
        )
        const { data } = yield* decodeAnswer(Buffer.concat(chunks).toString()).pipe(
          Effect.mapError(() => unusable("it is not of the protocol"))
        )
        const bytes = new Uint8Array(Buffer.from(data[0].b64_json, "base64"))
        const file = ImageFile.inspect(bytes)
        if (Option.isNone(file)) return yield* unusable("it is no whole PNG, JPEG or WebP file")
        const { height, width } = file.value
        if (width !== height || width < minPixels || width > maxPixels) {
          return yield* unusable(`it has ${width} by ${height} pixels`)
        }
        if (!(yield* ImageDecoding.isVisible(file.value, bytes))) {
          return yield* unusable("its pixels cannot be decoded")
        }
        return { ...file.value, bytes }
      })

      const paint = Effect.fn("RemotePainter.paint")(function* (cover: CoverRequest) {
        const payer = yield* Payer
        const charge = yield* payer.reserve({ kind: "image", provider, dollars: price })
        const answer = yield* request(CoverPrompt.render(cover)).pipe(
          // An image that nobody waits for any more is painted, and billed, all the same.
          Effect.onExit((exit) =>
            Exit.isSuccess(exit) || Exit.hasInterrupts(exit)
              ? charge({ dollars: price, quantity: 1 })
              : Effect.void
          )
        )
        return new Cover({ ...(yield* imageOf(answer)), alt: altOf(cover) })
      }, Effect.scoped)

      return CoverPainter.of({
        description: `${model} by ${provider}; drawn where it fails`,
        settings: `${model}/${CoverPrompt.version}`,
        paint,
        standIn
      })
    })
  )

/** JPEG, which podcast apps and ID3 tags know, unlike WebP. Other servers know none of OpenAI's own options. */
const options = ({ server }: ImageEndpoint) => ({
  n: 1,
  size: "1024x1024",
  ...(server === "openai"
    ? ({ quality: "medium", output_format: "jpeg", output_compression: 85 } as const)
    : ({ response_format: "b64_json" } as const))
})

/** A PNG of 1024 by 1024 pixels has 4 MB at most, and a third more in Base64. */
const maxAnswerBytes = 8_000_000

const minPixels = 256
const maxPixels = 2048

const Answer = Schema.fromJsonString(
  Schema.Struct({ data: Schema.NonEmptyArray(Schema.Struct({ b64_json: Schema.String })) })
)
const decodeAnswer = Schema.decodeEffect(Answer)

/** What was asked for: nobody has looked at the image. */
const altOf = ({ title }: CoverRequest): string =>
  `Illustration by an image model on the subject: ${title}`
