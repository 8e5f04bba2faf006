import { Extractor } from "@aethercast/agents/sources/Extractor"
import type { Prose } from "@aethercast/agents/sources/Article"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Quotas } from "@aethercast/cluster/Quotas"
import { DocumentId, ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { DateTime, Effect, Layer, Option, Ref } from "effect"
import { DocumentUploads } from "../../src/listening/DocumentUploads.ts"

interface Kept {
  readonly owner: string
  readonly document: ListenerDocument
  readonly prose: Prose
}

/** The documents of listeners in memory. */
const MemoryLayer = Layer.effect(
  ListenerDocuments,
  Effect.map(Ref.make<ReadonlyArray<Kept>>([]), (kept) => {
    const find = (id: DocumentId) =>
      Effect.map(Ref.get(kept), (all) => all.findLast(({ document }) => document.id === id))
    return ListenerDocuments.of({
      save: Effect.fnUntraced(function* (owner, name, prose) {
        const document = new ListenerDocument({
          id: DocumentId.make(String((yield* Ref.get(kept)).length).padStart(32, "0")),
          title: prose.title || name || "Untitled",
          words: prose.paragraphs.join(" ").length,
          expiresAt: DateTime.makeUnsafe(0)
        })
        yield* Ref.update(kept, (all) => [...all, { owner, document, prose }])
        return document
      }),
      find: (owner, id) =>
        Effect.map(find(id), (found) =>
          found?.owner === owner ? Option.some(found.document) : Option.none()
        ),
      read: (id) => Effect.map(find(id), (found) => Option.fromNullishOr(found?.prose)),
      remove: (owner, id) =>
        Ref.update(kept, (all) =>
          all.filter((one) => one.owner !== owner || one.document.id !== id)
        )
    })
  })
)

/** Uploads without quotas, which are read as in the product and kept in memory. */
export const testDocuments = DocumentUploads.layerNoDeps.pipe(
  Layer.provideMerge(MemoryLayer),
  Layer.provide([Extractor.layer, Layer.succeed(Quotas, Quotas.of({ take: () => Effect.void }))])
)
