import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import * as BlobMover from "@aethercast/agents/store/BlobMover"
import { BlobMoves } from "@aethercast/agents/store/BlobMoves"
import { ObjectStore } from "@aethercast/agents/store/ObjectStore"
import { Effect, Layer, Option } from "effect"
import type { Settings } from "./Settings.ts"

/** The bucket that is configured, for the stores. */
export const objectsLayer = ({ bucket }: Pick<Settings, "bucket">) =>
  Layer.effect(
    ObjectStore,
    Option.match(bucket, {
      onNone: () => Effect.succeedNone,
      onSome: ({ storage }) => Effect.asSome(GoogleStorage.make(storage))
    })
  )

/** Moves blobs to the bucket that is configured. Needs `objectsLayer`. */
export const moverLayer = ({ bucket }: Pick<Settings, "bucket">) =>
  Layer.unwrap(
    Effect.map(ObjectStore, (objects) =>
      Option.match(objects, {
        onNone: () => Layer.empty,
        onSome: (store) =>
          BlobMover.layer(
            store,
            bucket.pipe(
              Option.filter(({ takesBlobs }) => takesBlobs),
              Option.map(({ name }) => name)
            )
          ).pipe(Layer.provide(BlobMoves.layer))
      })
    )
  )
