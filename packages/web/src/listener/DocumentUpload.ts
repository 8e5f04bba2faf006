import { ListenerDocument, maxUploadBytes, uploadTypes } from "@aethercast/domain/ListenerDocument"
import { Effect, Option, Schema } from "effect"

/** Why a document was not taken, in plain English. */
export class UploadFailed extends Schema.TaggedError<UploadFailed>()("UploadFailed", {
  reason: Schema.String
}) {}

/** Sends a document to the server, which reads it. `onProgress` gets the share that was sent. */
export const upload = Effect.fnUntraced(function* (
  file: File,
  onProgress: (share: number) => void
) {
  const type = mediaTypeOf(file)
  if (type === undefined) {
    return yield* new UploadFailed({
      reason: "PDF, EPUB, DOCX, HTML, Markdown and text files can be read; this is none of them."
    })
  }
  if (file.size > maxUploadBytes) {
    return yield* new UploadFailed({ reason: "A document may have at most 20 MB." })
  }
  const { status, text } = yield* send(file, type, onProgress)
  const answer = status === 201 ? decodeDocument(text) : Option.none()
  if (Option.isSome(answer)) return answer.value
  const problem = decodeProblem(text)
  return yield* new UploadFailed({
    reason: Option.match(problem, {
      onNone: () => "The server could not take the document.",
      onSome: ({ detail }) => detail
    })
  })
})

/** The type of a file that can be read. Browsers do not know that of Markdown. */
const mediaTypeOf = ({ name, type }: File): string | undefined =>
  uploadTypes[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ??
  Object.values(uploadTypes).find((known) => known === type.split(";", 1)[0])

/** With `XMLHttpRequest`, because `fetch` does not tell how much was sent. */
const send = (file: File, type: string, onProgress: (share: number) => void) =>
  Effect.callback<{ readonly status: number; readonly text: string }, UploadFailed>((resume) => {
    const request = new XMLHttpRequest()
    const fail = (reason: string) => () => resume(Effect.fail(new UploadFailed({ reason })))
    request.open("POST", `/api/v1/documents?name=${encodeURIComponent(file.name.slice(0, 200))}`)
    request.setRequestHeader("content-type", type)
    request.timeout = timeoutMillis
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total)
    )
    request.addEventListener("load", () =>
      resume(Effect.succeed({ status: request.status, text: request.responseText }))
    )
    request.addEventListener(
      "error",
      fail("The upload failed. Check the connection and try again.")
    )
    request.addEventListener("timeout", fail("The upload took too long."))
    request.send(file)
    return Effect.sync(() => request.abort())
  })

/** The server waits 30 seconds for a request, and reads a large file for almost as long. */
const timeoutMillis = 90_000

const decodeDocument = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.toCodecJson(ListenerDocument))
)
const decodeProblem = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ detail: Schema.String }))
)
