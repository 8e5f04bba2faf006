import { Schema } from "effect"

/** Identifies a document that a listener gave: 32 hexadecimal digits. */
export const DocumentId = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{32}$/, {
    message: "A document's id is 32 lower-case hexadecimal digits."
  })
).pipe(Schema.brand("DocumentId"))
export type DocumentId = typeof DocumentId.Type

/** A document that a listener gave, as it was read. Only its owner can order an episode from it. */
export class ListenerDocument extends Schema.Class<ListenerDocument>("aethercast/ListenerDocument")(
  {
    id: DocumentId,
    title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
    words: Schema.Natural,
    /** When it is deleted. */
    expiresAt: Schema.DateTimeUtcFromString
  }
) {}

/** There is no such document, it belongs to somebody else, or it has expired. */
export class ListenerDocumentNotFound extends Schema.TaggedError<ListenerDocumentNotFound>()(
  "ListenerDocumentNotFound",
  { documentId: DocumentId }
) {}

/** An address that the server does not request. */
export class AddressRefused extends Schema.TaggedError<AddressRefused>()("AddressRefused", {
  /** Such as "it is not a public address". */
  reason: Schema.String
}) {}

/** The largest file that can be uploaded, in bytes. */
export const maxUploadBytes = 20 * 1024 * 1024

/** The media types of documents that can be uploaded, by the extensions of their files. */
export const uploadTypes: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  epub: "application/epub+zip",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html",
  htm: "text/html",
  md: "text/markdown",
  markdown: "text/markdown",
  txt: "text/plain"
}

/** Origin of listeners' documents. Their addresses are identities and never requested. */
export const documentOrigin = "http://documents.internal"

export const documentUrl = (id: DocumentId): string => `${documentOrigin}/${id}`

/** The document that an address names, if it is that of one. */
export const documentIdOf = (url: string): DocumentId | undefined => {
  const id = url.startsWith(`${documentOrigin}/`) ? url.slice(documentOrigin.length + 1) : ""
  return Schema.is(DocumentId)(id) ? id : undefined
}
