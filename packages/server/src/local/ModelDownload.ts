import { createHash } from "node:crypto"
import { join } from "node:path"
import { Console, Effect, FileSystem, Ref, Schedule, Schema, Stream } from "effect"
import { HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import * as FileLock from "../FileLock.ts"
import type { ModelFile } from "./ModelFile.ts"

/** A file cannot be had. What was downloaded of it is kept, unless its bytes are the wrong ones. */
export class DownloadFailed extends Schema.TaggedError<DownloadFailed>()("DownloadFailed", {
  file: Schema.String,
  reason: Schema.Literals(["BrokeOff", "Refused", "WrongBytes", "NotKept"]),
  detail: Schema.String
}) {
  override get message() {
    return `${this.file} cannot be downloaded: ${this.detail}.`
  }
}

export interface Options {
  /** `https://huggingface.co`, or a mirror. */
  readonly hub: string
  readonly folder: string
}

/** Whether a file was downloaded before. */
export const isHere = ({ bytes, name }: ModelFile, { folder }: Options) =>
  Effect.map(sizeOf(join(folder, name)), (size) => size === bytes)

/**
 * The path of a model's file, which is downloaded once. A download that broke off is continued where it
 * did. The file has its name only after its SHA-256 was found to be right. Servers that want to download
 * at the same time do so one after the other.
 */
export const download = Effect.fn("ModelDownload.download")(function* (
  file: ModelFile,
  options: Options
) {
  const path = join(options.folder, file.name)
  if (yield* isHere(file, options)) return path
  const failed = failureOf(file)
  const files = yield* FileSystem.FileSystem
  yield* files.makeDirectory(options.folder, { recursive: true }).pipe(Effect.mapError(failed.kept))
  yield* FileLock.acquire(join(options.folder, ".lock")).pipe(
    Effect.retry({ while: ({ _tag }) => _tag === "FileLocked", schedule: turns }),
    Effect.mapError(failed.kept)
  )
  // Another server may have had the turn before.
  if (!(yield* isHere(file, options))) yield* fetchWhole(file, options, path)
  return path
}, Effect.scoped)

const fetchWhole = Effect.fnUntraced(function* (file: ModelFile, { hub }: Options, path: string) {
  const failed = failureOf(file)
  const files = yield* FileSystem.FileSystem
  const part = `${path}.part`
  yield* fetchRest(file, `${hub}/${file.path}`, part).pipe(
    Effect.retry({ while: ({ reason }) => reason === "BrokeOff", schedule: retries }),
    Effect.andThen(Effect.mapError(sha256(part), failed.kept)),
    Effect.filterOrFail(
      (digest) => digest === file.sha256,
      () => failed.because("WrongBytes", "its SHA-256 is not the one that is expected")
    ),
    Effect.tapError(({ reason }) =>
      reason === "WrongBytes" ? Effect.ignore(files.remove(part)) : Effect.void
    )
  )
  yield* files.rename(part, path).pipe(Effect.mapError(failed.kept))
})

/** Continues a download to its end. */
const fetchRest = Effect.fnUntraced(function* (file: ModelFile, url: string, part: string) {
  const failed = failureOf(file)
  const files = yield* FileSystem.FileSystem
  const client = yield* HttpClient.HttpClient
  const kept = yield* sizeOf(part)
  if (kept === file.bytes) return
  const response = yield* client
    .execute(
      HttpClientRequest.get(url, {
        headers: { "accept-encoding": "identity", range: `bytes=${kept}-` }
      })
    )
    .pipe(
      Effect.timeout(silence),
      Effect.mapError(() => failed.because("BrokeOff", `${new URL(url).host} does not answer`))
    )
  const start = yield* startOf(response, kept, failed)
  const done = yield* Ref.make(start)
  yield* response.stream.pipe(
    Stream.timeoutOrElse({ duration: silence, orElse: () => Stream.fail("silence") }),
    Stream.mapError(() => failed.because("BrokeOff", brokeOff)),
    Stream.tap((bytes) => progress(file, done, bytes.length, failed)),
    Stream.run(files.sink(part, { flag: start === 0 ? "w" : "a" })),
    Effect.catchTag("PlatformError", (error) => failed.kept(error))
  )
  if ((yield* Ref.get(done)) < file.bytes) {
    return yield* failed.because("BrokeOff", brokeOff)
  }
})

/** Where the bytes of an answer begin: a server need not know ranges. */
const startOf = (
  { status }: HttpClientResponse.HttpClientResponse,
  kept: number,
  failed: ReturnType<typeof failureOf>
) => {
  if (status === 206) return Effect.succeed(kept)
  if (status === 200) return Effect.succeed(0)
  return status >= 500 || status === 429
    ? failed.because("BrokeOff", `the server has a problem of its own (status ${status})`)
    : failed.because("Refused", `the server refuses it (status ${status})`)
}

/** Counts bytes, tells each tenth of the file, and refuses more than the file has. */
const progress = Effect.fnUntraced(function* (
  { bytes, name }: ModelFile,
  done: Ref.Ref<number>,
  more: number,
  failed: ReturnType<typeof failureOf>
) {
  const before = yield* Ref.getAndUpdate(done, (count) => count + more)
  const after = before + more
  if (after > bytes) return yield* failed.because("WrongBytes", "it is longer than expected")
  const tenth = (count: number) => Math.floor((10 * count) / bytes)
  if (tenth(after) > tenth(before)) {
    yield* Console.log(`Downloading ${name}: ${10 * tenth(after)} % of ${sizeText(bytes)}`)
  }
})

/** For people: "2.5 GB", "27 MB". */
export const sizeText = (bytes: number) =>
  bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`

const sizeOf = (path: string) =>
  Effect.gen(function* () {
    const { size } = yield* (yield* FileSystem.FileSystem).stat(path)
    return Number(size)
  }).pipe(Effect.orElseSucceed(() => 0))

const sha256 = (path: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const hash = createHash("sha256")
    yield* Stream.runForEach(files.stream(path, { chunkSize: 1_048_576 }), (bytes) =>
      Effect.sync(() => hash.update(bytes))
    )
    return hash.digest("hex")
  })

const failureOf = ({ name }: ModelFile) => {
  const because = (reason: DownloadFailed["reason"], detail: string) =>
    new DownloadFailed({ file: name, reason, detail })
  return {
    because,
    kept: ({ message }: Error) => because("NotKept", message)
  }
}

const brokeOff = "the connection broke off; the next start goes on from there"

const silence = "30 seconds"

/** The wait for another server's download. */
const turns = Schedule.spaced("1 second").pipe(Schedule.upTo({ duration: "2 hours" }))

const retries = Schedule.min([
  Schedule.exponential("1 second"),
  Schedule.spaced("10 seconds")
]).pipe(Schedule.jittered, Schedule.upTo({ times: 5 }))
