import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { DocumentId, ListenerDocument, maxUploadBytes, uploadTypes } from "./ListenerDocument.ts"
import {
  SessionRequired,
  TooManyDocuments,
  UnknownDocument,
  UnreadableDocument
} from "./Problems.ts"

const described = (summary: string, description = "") =>
  OpenApi.annotations({ summary, description })

const params = { id: DocumentId }

/** The documents of the caller's session. */
export const DocumentsApi = HttpApiGroup.make("documents")
  .add(
    HttpApiEndpoint.post("upload", "/documents", {
      query: { name: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(300))) },
      payload: HttpApiSchema.StreamUint8Array({
        contentType: [...new Set(Object.values(uploadTypes))],
        maxBytes: maxUploadBytes
      }),
      success: ListenerDocument.pipe(HttpApiSchema.status(201)),
      error: [SessionRequired, UnreadableDocument, TooManyDocuments]
    }).annotateMerge(
      described(
        "Upload a document",
        "The body is the file: PDF, EPUB, DOCX, HTML, Markdown or text, at most 20 MB (2 MB of HTML, Markdown and text). Only its text is stored, for seven days; the session keeps its newest 50. `name` stands for a title that it lacks."
      )
    ),
    HttpApiEndpoint.get("document", "/documents/:id", {
      params,
      success: ListenerDocument,
      error: [SessionRequired, UnknownDocument]
    }).annotateMerge(described("An uploaded document")),
    HttpApiEndpoint.delete("remove", "/documents/:id", {
      params,
      success: HttpApiSchema.NoContent,
      error: SessionRequired
    }).annotateMerge(
      described("Delete a document", "Podcasts that were made from it keep what they quote.")
    )
  )
  .prefix("/api/v1")
