import { documentIdOf } from "@aethercast/domain/ListenerDocument"
import { Effect, Layer, Option } from "effect"
import { ListenerDocuments } from "../store/ListenerDocuments.ts"
import { Article } from "./Article.ts"
import { Reader } from "./Reader.ts"
import { SourceUnreadable } from "./SourceFailure.ts"

/** A `Reader` that also reads the documents that listeners gave; anything else the other one reads. */
export const layer = Layer.effect(
  Reader,
  Effect.gen(function* () {
    const web = yield* Reader
    const documents = yield* ListenerDocuments
    return Reader.of({
      read: Effect.fn("ListenerReader.read")(function* (source) {
        const id = documentIdOf(source.url)
        if (id === undefined) return yield* web.read(source)
        const prose = yield* documents.read(id)
        if (Option.isNone(prose)) {
          return yield* new SourceUnreadable({ url: source.url, reason: "it has expired" })
        }
        return new Article({ ...prose.value, source, title: source.title })
      })
    })
  })
)
