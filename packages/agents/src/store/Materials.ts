import { Passage, Source } from "@aethercast/domain/Source"
import { Context, Effect, Layer, Schema } from "effect"
import { Blob, type BlobId, Blobs } from "./Blobs.ts"

/** What was harvested for an episode: the documents, and all quotable passages. */
export class Material extends Schema.Class<Material>("aethercast/Material")({
  sources: Schema.Array(Source).check(Schema.isMaxLength(32)),
  passages: Schema.Array(Passage).check(Schema.isMaxLength(2000))
}) {}

/** Materials are passed between agents by reference, since they are too large for a message. */
export class Materials extends Context.Service<
  Materials,
  {
    save(material: Material, usedBy: string): Effect.Effect<BlobId>
    /** Dies when there is none: an id is only passed on after its material was saved. */
    load(id: BlobId): Effect.Effect<Material>
  }
>()("@aethercast/agents/store/Materials") {
  static readonly layerNoDeps = Layer.effect(
    Materials,
    Effect.gen(function* () {
      const blobs = yield* Blobs
      return Materials.of({
        save: Effect.fn("Materials.save")(function* (material: Material, usedBy: string) {
          const text = yield* Schema.encodeEffect(asText)(material)
          const bytes = new TextEncoder().encode(text)
          return yield* blobs.put(new Blob({ mediaType: "application/json", bytes }), usedBy)
        }, Effect.orDie),
        load: Effect.fn("Materials.load")(function* (id: BlobId) {
          const blob = yield* Effect.fromOption(yield* blobs.get(id))
          return yield* Schema.decodeEffect(asText)(new TextDecoder().decode(blob.bytes))
        }, Effect.orDie)
      })
    })
  )

  static readonly layer = Materials.layerNoDeps.pipe(Layer.provide(Blobs.layer))
}

const asText = Schema.fromJsonString(Schema.toCodecJson(Material))
