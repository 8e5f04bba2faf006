import { Passage, Source } from "@aethercast/domain/Source"
import { Context, Effect, Layer, Schema } from "effect"
import { Blob, type BlobId, Blobs } from "./Blobs.ts"

/** What was read for an episode: the documents, and every passage that may be quoted. */
export class Material extends Schema.Class<Material>("aethercast/Material")({
  sources: Schema.Array(Source).check(Schema.isMaxLength(32)),
  passages: Schema.Array(Passage).check(Schema.isMaxLength(2000))
}) {}

/** Material by reference: too large for a message. */
export class Materials extends Context.Service<
  Materials,
  {
    keep(material: Material): Effect.Effect<BlobId>
    /** Dies when the blob is gone: it was kept before its name was told. */
    load(id: BlobId): Effect.Effect<Material>
  }
>()("@aethercast/agents/store/Materials") {
  static readonly layer = Layer.effect(
    Materials,
    Effect.gen(function* () {
      const blobs = yield* Blobs
      return Materials.of({
        keep: Effect.fn("Materials.keep")(function* (material: Material) {
          const text = yield* Schema.encodeEffect(asText)(material)
          return yield* blobs.put(
            new Blob({ mediaType: "application/json", bytes: new TextEncoder().encode(text) })
          )
        }, Effect.orDie),
        load: Effect.fn("Materials.load")(function* (id: BlobId) {
          const blob = yield* Effect.fromOption(yield* blobs.get(id))
          return yield* Schema.decodeEffect(asText)(new TextDecoder().decode(blob.bytes))
        }, Effect.orDie)
      })
    })
  ).pipe(Layer.provide(Blobs.layer))
}

const asText = Schema.fromJsonString(Schema.toCodecJson(Material))
