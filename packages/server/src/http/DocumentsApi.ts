import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Api } from "@aethercast/domain/Api"
import type { DocumentId } from "@aethercast/domain/ListenerDocument"
import {
  SessionRequired,
  TooManyDocuments,
  UnknownDocument,
  UnreadableDocument
} from "@aethercast/domain/Problems"
import { Effect, Option, Stream } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { QuotaExceeded } from "@aethercast/cluster/Quotas"
import { DocumentUploads, type UploadRefused } from "../listening/DocumentUploads.ts"
import { Sessions } from "../sessions/Sessions.ts"

/** Serves a session's own documents. */
export const layer = HttpApiBuilder.group(
  Api,
  "documents",
  Effect.fnUntraced(function* (handlers) {
    const uploads = yield* DocumentUploads
    const documents = yield* ListenerDocuments
    const sessions = yield* Sessions

    const owner = ({ headers }: HttpServerRequest.HttpServerRequest) =>
      Effect.mapError(
        sessions.require(headers),
        () =>
          new SessionRequired({
            detail: "Documents belong to a session: POST /api/v1/session opens one."
          })
      )

    const upload = Effect.fn("DocumentsApi.upload")(function* (
      request: HttpServerRequest.HttpServerRequest,
      name: string,
      body: Stream.Stream<Uint8Array, unknown>
    ) {
      const session = yield* owner(request)
      const address = Option.getOrElse(request.remoteAddress, () => "")
      return yield* uploads
        .take(
          { address, session },
          {
            name,
            mediaType: (request.headers["content-type"] ?? "").split(";", 1)[0] ?? "",
            bytes: collect(body)
          }
        )
        .pipe(Effect.catchTags({ UploadRefused: unreadable, QuotaExceeded: tooMany }))
    })

    const find = Effect.fn("DocumentsApi.find")(function* (
      request: HttpServerRequest.HttpServerRequest,
      id: DocumentId
    ) {
      const found = yield* documents.find(yield* owner(request), id)
      if (Option.isSome(found)) return found.value
      return yield* new UnknownDocument({ detail: `This session has no document ${id}.` })
    })

    return handlers.handleAll({
      upload: ({ payload, query: { name = "" }, request }) => upload(request, name, payload),
      document: ({ params, request }) => find(request, params.id),
      remove: ({ params, request }) =>
        Effect.flatMap(owner(request), (session) => documents.remove(session, params.id))
    })
  })
)

/** The problem of a document that cannot be read. */
export const unreadable = ({ reason }: UploadRefused) =>
  Effect.fail(new UnreadableDocument({ detail: `This document cannot be read: ${reason}.` }))

/** The problem of a client that uploads too much. */
const tooMany = ({ retryAfterMillis }: QuotaExceeded) =>
  Effect.fail(
    new TooManyDocuments({
      detail: `Too many documents were uploaded. Try again in ${Math.ceil(retryAfterMillis / 1000)} s.`
    })
  )

/** The body is bounded: a larger one fails with 413, and a broken connection is nobody's error. */
const collect = (body: Stream.Stream<Uint8Array, unknown>) =>
  Effect.map(
    Effect.orDie(Stream.runCollect(body)),
    (chunks) => new Uint8Array(Buffer.concat(chunks))
  )
