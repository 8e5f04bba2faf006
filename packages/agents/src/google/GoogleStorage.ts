import { finished } from "node:stream"
import { NodeStream } from "@effect/platform-node"
import type { CreateWriteStreamOptions, File } from "@google-cloud/storage"
import { Effect, Option, Schedule, Schema, Stream } from "effect"
import { type Objects, ObjectStoreFailed, type StoredObject } from "../store/ObjectStore.ts"
import { GoogleAddress } from "./GoogleAddress.ts"
import * as GoogleKey from "./GoogleKey.ts"

/** How Google Cloud Storage is reached. */
export class GoogleStorage extends Schema.Class<GoogleStorage>("aethercast/GoogleStorage")({
  /** The key is not sent without TLS. */
  address: GoogleAddress,
  key: GoogleKey.GoogleKey
}) {}

export const googleStorageAddress = GoogleAddress.make("https://storage.googleapis.com")

/** Google's package takes a third of a second to load: nobody without a bucket pays for it. */
export const make = Effect.fn("GoogleStorage.make")(function* ({
  address,
  key
}: GoogleStorage): Effect.fn.Return<Objects> {
  const { Storage } = yield* Effect.promise(() => import("@google-cloud/storage"))
  const storage = new Storage({
    apiEndpoint: address,
    authClient: yield* GoogleKey.credentials(key),
    useAuthWithCustomEndpoint: new URL(address).protocol === "https:",
    // The retries are ours; those of the package cannot be interrupted.
    retryOptions: { autoRetry: false }
  })
  const fileOf = ({ bucket, name }: StoredObject): File => storage.bucket(bucket).file(name)

  return {
    put: Effect.fn("GoogleStorage.put")(function* (object, bytes, mediaType) {
      const file = fileOf(object)
      const metadata = { contentType: mediaType }
      yield* bytes.length < resumableFrom
        ? retried(upload(file, bytes, { metadata, resumable: false }))
        : Effect.retry(resumably(file, bytes, metadata), { times: 1, while: isSessionSpoiled })
    }),
    get: Effect.fn("GoogleStorage.get")((object) =>
      download(fileOf(object)).pipe(
        retried,
        Effect.asSome,
        Effect.catchIf(
          ({ reason }) => reason === "NotFound",
          () => Effect.succeedNone
        )
      )
    ),
    delete: Effect.fn("GoogleStorage.delete")((object) =>
      retried(request(() => fileOf(object).delete({ ignoreNotFound: true })))
    )
  }
})

/** Bytes. https://cloud.google.com/storage/docs/uploads-downloads says from which size it is worth it. */
const resumableFrom = 1024 * 1024

/** A further attempt asks the server how much has arrived, and sends the rest. */
const resumably = Effect.fnUntraced(function* (
  file: File,
  bytes: Uint8Array,
  metadata: { readonly contentType: string }
) {
  const [uri] = yield* retried(request(() => file.createResumableUpload({ metadata })))
  yield* retried(
    upload(file, bytes, { metadata, resumable: true, uri }),
    (failure) => failure.isTransient && !isSessionSpoiled(failure)
  )
})

/** What arrived is wrong, or the upload has ended although its response was lost. */
const isSessionSpoiled = ({ reason }: ObjectStoreFailed): boolean =>
  reason === "Corrupt" || reason === "RequestInvalid"

/** The checksum that the server returns is compared; where it differs, the object is deleted again. */
const upload = (file: File, bytes: Uint8Array, options: CreateWriteStreamOptions) =>
  Effect.callback<void, ObjectStoreFailed>((resume) => {
    const stream = file.createWriteStream({ ...options, validation: "crc32c" })
    finished(stream, (error) => resume(error ? Effect.fail(failureOf(error)) : Effect.void))
    stream.end(bytes)
    return Effect.sync(() => stream.destroy())
  })

/** The checksum that the server announces is compared. */
const download = (file: File) =>
  Stream.runCollect(
    NodeStream.fromReadable({
      evaluate: () => file.createReadStream({ validation: "crc32c" }),
      onError: failureOf
    })
  ).pipe(Effect.map((chunks): Uint8Array => Buffer.concat(chunks)))

const request = <A>(call: () => Promise<A>) => Effect.tryPromise({ try: call, catch: failureOf })

/** A silent request is given up; on Node the package has no means to end it before the server does. */
const retried = <A>(
  attempt: Effect.Effect<A, ObjectStoreFailed>,
  mayRetry = ({ isTransient }: ObjectStoreFailed): boolean => isTransient
): Effect.Effect<A, ObjectStoreFailed> =>
  attempt.pipe(
    Effect.timeoutOrElse({
      duration: "15 seconds",
      orElse: () => Effect.fail(new ObjectStoreFailed({ reason: "Silent" }))
    }),
    Effect.retry({ while: mayRetry, schedule })
  )

const schedule = Schedule.exponential("250 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 2 })
)

/** The words of an error are not read, since they may repeat what was sent. */
const failureOf = (thrown: unknown): ObjectStoreFailed => {
  const { code, status = Number(code) } = Option.getOrElse(decodeError(thrown), () => noCode)
  if (code === "CONTENT_DOWNLOAD_MISMATCH" || String(code).startsWith("FILE_NO_UPLOAD")) {
    return new ObjectStoreFailed({ reason: "Corrupt" })
  }
  const other = status >= 500 ? "ServerError" : status >= 400 ? "RequestInvalid" : "BrokeOff"
  return new ObjectStoreFailed({ reason: reasons.get(status) ?? other })
}

/** Parts of the package have the status of the response as `code`, others as `status`. */
const decodeError = Schema.decodeUnknownOption(
  Schema.Struct({
    code: Schema.optional(Schema.Union([Schema.String, Schema.Finite])),
    status: Schema.optional(Schema.Finite)
  })
)
const noCode: { readonly code?: string | number; readonly status?: number } = {}

const reasons: ReadonlyMap<number, ObjectStoreFailed["reason"]> = new Map([
  [401, "KeyRefused"],
  [403, "Forbidden"],
  [404, "NotFound"],
  [408, "BrokeOff"],
  [429, "RateLimited"]
])
