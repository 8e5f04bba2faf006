import { createHash } from "node:crypto"
import { storableJson, storableText } from "@aethercast/cluster/PgText"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { DocumentId, ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Prose } from "../sources/Article.ts"
import { headline } from "../writing/Headline.ts"

/** The document has more text than is stored. */
export class DocumentTooLong extends Schema.TaggedError<DocumentTooLong>()("DocumentTooLong", {}) {}

/**
 * The documents that listeners gave: only what was read of them is stored, for seven days. An owner keeps
 * the newest 50, everybody together the newest of 1 GB.
 */
export class ListenerDocuments extends Context.Service<
  ListenerDocuments,
  {
    /** Stores a document. `name` stands for a title that it lacks. The same one of an owner has the same id. */
    save(
      owner: string,
      name: string,
      prose: Prose
    ): Effect.Effect<ListenerDocument, DocumentTooLong>
    find(owner: string, id: DocumentId): Effect.Effect<Option.Option<ListenerDocument>>
    /** What was read of a document, whoever owns it. */
    read(id: DocumentId): Effect.Effect<Option.Option<Prose>>
    remove(owner: string, id: DocumentId): Effect.Effect<void>
  }
>()("@aethercast/agents/store/ListenerDocuments") {
  static readonly layer = Layer.effect(
    ListenerDocuments,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const find = SqlSchema.findOneOption({
        Request: Schema.Struct({ owner: Schema.String, id: DocumentId }),
        Result: Row,
        execute: ({ id, owner }) => sql`
          SELECT document_id AS id, title, words, expires_at AS "expiresAt" FROM listener_documents
          WHERE document_id = ${id} AND owner = ${owner} AND expires_at > now()
        `
      })
      const read = SqlSchema.findOneOption({
        Request: DocumentId,
        Result: Schema.Struct({ prose: ProseText }),
        execute: (id) => sql`
          SELECT prose FROM listener_documents WHERE document_id = ${id} AND expires_at > now()
        `
      })
      const insert = SqlSchema.findOne({
        Request: Schema.Struct({
          id: DocumentId,
          owner: Schema.String,
          title: Schema.String,
          words: Schema.Natural,
          prose: Schema.String,
          bytes: Schema.Natural
        }),
        Result: Row,
        execute: ({ bytes, id, owner, prose, title, words }) => sql`
          INSERT INTO listener_documents (document_id, owner, title, words, prose, bytes, expires_at)
          VALUES (${id}, ${owner}, ${title}, ${words}, ${prose}, ${bytes}, now() + interval '7 days')
          ON CONFLICT (document_id) DO UPDATE SET created_at = now(), expires_at = excluded.expires_at
          RETURNING document_id AS id, title, words, expires_at AS "expiresAt"
        `
      })
      const sweep = (owner: string) => sql`
        DELETE FROM listener_documents WHERE expires_at <= now() OR document_id IN (
          SELECT document_id FROM (
            SELECT document_id, row_number() OVER (ORDER BY created_at DESC, document_id) AS place
            FROM listener_documents WHERE owner = ${owner}
          ) AS own WHERE place > ${maxPerOwner}
          UNION ALL
          SELECT document_id FROM (
            SELECT document_id, sum(bytes) OVER (ORDER BY created_at DESC, document_id) AS total
            FROM listener_documents
          ) AS newest WHERE total > ${maxBytes}::bigint
        )
      `

      return ListenerDocuments.of({
        save: Effect.fn("ListenerDocuments.save")(function* (owner, name, prose) {
          const title = storableText(
            headline(prose.title === "" ? name.replace(/\.\w{2,8}$/, "") : prose.title, 200)
          )
          const text = storableJson(encode(prose))
          const bytes = Buffer.byteLength(text)
          if (bytes > maxDocumentBytes) return yield* new DocumentTooLong()
          const stored = yield* retrySql(
            insert({
              id: idOf(owner, title, text),
              owner,
              title,
              words: wordsOf(prose),
              prose: text,
              bytes
            })
          )
          yield* retrySql(sweep(owner))
          return new ListenerDocument(stored)
        }),
        find: Effect.fn("ListenerDocuments.find")((owner: string, id: DocumentId) =>
          Effect.map(retrySql(find({ owner, id })), (found) =>
            Option.map(found, (row) => new ListenerDocument(row))
          )
        ),
        read: Effect.fn("ListenerDocuments.read")((id: DocumentId) =>
          Effect.map(
            retrySql(read(id)),
            Option.map(({ prose }) => prose)
          )
        ),
        remove: Effect.fn("ListenerDocuments.remove")((owner: string, id: DocumentId) =>
          Effect.asVoid(
            retrySql(
              sql`DELETE FROM listener_documents WHERE document_id = ${id} AND owner = ${owner}`
            )
          )
        )
      })
    })
  )
}

const maxPerOwner = 50
const maxBytes = 1024 ** 3
/** Of one document as it is stored. */
const maxDocumentBytes = 16 * 1024 ** 2

const Row = Schema.Struct({
  ...ListenerDocument.fields,
  expiresAt: Schema.DateTimeUtcFromDate
})

const ProseText = Schema.fromJsonString(Schema.toCodecJson(Prose))
const encode = Schema.encodeSync(ProseText)

/** Nobody can guess the id of a document that they do not have. */
const idOf = (owner: string, title: string, text: string): DocumentId =>
  DocumentId.make(
    createHash("sha256").update(`${owner}\n${title}\n${text}`).digest("hex").slice(0, 32)
  )

const wordsOf = ({ paragraphs }: Prose): number =>
  paragraphs.reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0)
