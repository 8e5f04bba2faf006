import { finished } from "node:stream"
import type { CreateWriteStreamOptions, File } from "@google-cloud/storage"
import { DateTime, Effect, Option, Schedule, Schema } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
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
}: GoogleStorage): Effect.fn.Return<Objects, never, HttpClient.HttpClient> {
  const { CRC32C, Storage } = yield* Effect.promise(() => import("@google-cloud/storage"))
  const http = yield* HttpClient.HttpClient
  const authClient = yield* GoogleKey.credentials(key)
  const isSecure = new URL(address).protocol === "https:"
  const storage = new Storage({
    apiEndpoint: address,
    authClient,
    useAuthWithCustomEndpoint: isSecure,
    // The retries are ours; those of the package cannot be interrupted.
    retryOptions: { autoRetry: false }
  })
  const fileOf = ({ bucket, name }: StoredObject): File => storage.bucket(bucket).file(name)

  // The downloads of the package cannot be interrupted.
  const download = Effect.fnUntraced(
    function* ({ bucket, name }: StoredObject) {
      const { headers, status, arrayBuffer } = yield* http.get(
        `${address}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`,
        isSecure ? { headers: yield* request(() => authClient.getRequestHeaders()) } : {}
      )
      if (status !== 200) return yield* failed(reasonOf(status))
      const bytes = Buffer.from(yield* arrayBuffer)
      const expected = /crc32c=([^,]+)/.exec(headers["x-goog-hash"] ?? "")?.[1]
      const checksum = new CRC32C()
      checksum.update(bytes)
      return checksum.validate(expected ?? "") ? bytes : yield* failed("Corrupt")
    },
    Effect.catchTag("HttpClientError", () => failed("BrokeOff"))
  )

  return {
    put: Effect.fn("GoogleStorage.put")(function* (object, bytes, mediaType) {
      const file = fileOf(object)
      const metadata = { contentType: mediaType }
      yield* bytes.length < resumableFrom
        ? retried(upload(file, bytes, { metadata, resumable: false }))
        : Effect.retry(resumably(file, bytes, metadata), { times: 1, while: isSessionSpoiled })
    }),
    get: Effect.fn("GoogleStorage.get")((object) =>
      download(object).pipe(
        retried,
        Effect.asSome,
        Effect.catchIf(
          ({ reason }) => reason === "NotFound",
          () => Effect.succeedNone
        )
      )
    ),
    signedUrl: Effect.fn("GoogleStorage.signedUrl")(function* (object) {
      const now = yield* DateTime.now
      // The same address for an hour, so that browsers can cache what is there.
      const hour = DateTime.startOf(now, "hour")
      const [url] = yield* request(() =>
        fileOf(object).getSignedUrl({
          version: "v4",
          action: "read",
          accessibleAt: DateTime.toDate(hour),
          expires: DateTime.toDate(DateTime.add(hour, { hours: 2 }))
        })
      )
      return url
    }),
    delete: Effect.fn("GoogleStorage.delete")((object) =>
      retried(request(() => fileOf(object).delete({ ignoreNotFound: true })))
    )
  }
}, Effect.provide(FetchHttpClient.layer))

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

const request = <A>(call: () => Promise<A>) => Effect.tryPromise({ try: call, catch: failureOf })

/** A silent request is given up; on Node the package cannot end its own before the server does. */
const retried = <A>(
  attempt: Effect.Effect<A, ObjectStoreFailed>,
  mayRetry = ({ isTransient }: ObjectStoreFailed): boolean => isTransient
): Effect.Effect<A, ObjectStoreFailed> =>
  attempt.pipe(
    Effect.timeoutOrElse({
      duration: "15 seconds",
      orElse: () => failed("Silent")
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
  return new ObjectStoreFailed({
    reason: String(code).startsWith("FILE_NO_UPLOAD") ? "Corrupt" : reasonOf(status)
  })
}

const reasonOf = (status: number): ObjectStoreFailed["reason"] =>
  reasons.get(status) ??
  (status >= 500 ? "ServerError" : status >= 400 ? "RequestInvalid" : "BrokeOff")

const failed = (reason: ObjectStoreFailed["reason"]) =>
  Effect.fail(new ObjectStoreFailed({ reason }))

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
