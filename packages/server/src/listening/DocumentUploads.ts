import { type ExtractionFailed, Extractor } from "@aethercast/agents/sources/Extractor"
import { mediaTypeOf } from "@aethercast/agents/sources/MediaType"
import { maxDocumentBytes } from "@aethercast/agents/sources/TextDecoding"
import { type DocumentTooLong, ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { type QuotaExceeded, Quotas } from "@aethercast/cluster/Quotas"
import { documentOrigin, type ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { Context, Effect, Layer, Schema, Semaphore } from "effect"
import { networkOf } from "../http/ClientAddress.ts"
import { type Caller, ownerOf } from "./Tenant.ts"

/** It is no document, or has no text. */
export class UploadRefused extends Schema.TaggedError<UploadRefused>()("UploadRefused", {
  /** Such as "it has no text to read". */
  reason: Schema.String
}) {}

/** How many documents an owner, and a network, may upload in an hour. */
const perOwner = 60
const perNetwork = 240

/** How many documents a node receives and reads at once: each may take 20 MB. */
const atOnce = 4

/** A file as it arrives: the type that its sender declares, and its name. */
export interface Upload<E, R> {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Effect.Effect<Uint8Array, E, R>
}

/** Reads the documents that listeners give, and stores what they say. */
export class DocumentUploads extends Context.Service<
  DocumentUploads,
  {
    take<E, R>(
      caller: Caller,
      upload: Upload<E, R>
    ): Effect.Effect<ListenerDocument, UploadRefused | QuotaExceeded | E, R>
  }
>()("@aethercast/server/listening/DocumentUploads") {
  static readonly layer = Layer.suspend(() => DocumentUploads.layerNoDeps).pipe(
    Layer.provide([Extractor.layer, Quotas.layer])
  )

  static readonly layerNoDeps = Layer.effect(
    DocumentUploads,
    Effect.gen(function* () {
      const documents = yield* ListenerDocuments
      const { extract } = yield* Extractor
      const quotas = yield* Quotas
      const permits = yield* Semaphore.make(atOnce)

      const read = Effect.fnUntraced(function* <E, R>(
        owner: string,
        { bytes: body, mediaType: declared, name }: Upload<E, R>
      ) {
        const bytes = yield* body
        const mediaType = mediaTypeOf(declared, name, bytes)
        if (mediaType === undefined) {
          return yield* new UploadRefused({ reason: `it is of the type "${declared}"` })
        }
        if (mediaType.startsWith("text/") && bytes.length > maxDocumentBytes) {
          return yield* new UploadRefused({
            reason: `it is larger than ${maxDocumentBytes / 2 ** 20} MB`
          })
        }
        const prose = yield* extract({ mediaType, bytes, url: documentOrigin }).pipe(
          Effect.mapError(refused)
        )
        return yield* Effect.mapError(documents.save(owner, name, prose), refused)
      })

      return DocumentUploads.of({
        take: (caller, upload) =>
          quotas
            .take([
              { name: `documents of ${ownerOf(caller)}`, limit: perOwner, window: "1 hour" },
              {
                name: `documents by ${networkOf(caller.address)}`,
                limit: perNetwork,
                window: "1 hour"
              }
            ])
            .pipe(
              Effect.andThen(permits.withPermits(1)(read(ownerOf(caller), upload))),
              Effect.withSpan("DocumentUploads.take")
            )
      })
    })
  )
}

const refused = (error: ExtractionFailed | DocumentTooLong): UploadRefused =>
  new UploadRefused({
    reason: error._tag === "ExtractionFailed" ? error.reason : "it has more text than can be read"
  })
