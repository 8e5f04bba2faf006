import { createHash, createVerify } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { CRC32C } from "@google-cloud/storage"
import { Effect, Queue } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { GoogleAddress } from "../../src/google/GoogleAddress.ts"
import { GoogleStorage } from "../../src/google/GoogleStorage.ts"
import * as TestGoogleKey from "./TestGoogleKey.ts"

/** What goes wrong with one request. */
export type Fault =
  | { readonly status: number; readonly afterBytes?: number }
  /** The connection is closed, after so many bytes of what is uploaded or downloaded. */
  | { readonly resetAfter: number }
  | "silence"
  | "wrong checksum"
  | "wrong bytes"

export interface Stored {
  readonly bytes: Buffer
  readonly mediaType: string
}

export interface Received {
  readonly method: string
  readonly path: string
  readonly contentRange: string | undefined
}

interface Upload {
  readonly name: string
  readonly mediaType: string
  bytes: Buffer
  isFinished: boolean
}

/** A server on the loopback interface that speaks Google's JSON API, with one bucket. */
export const start = Effect.fnUntraced(function* (...faults: ReadonlyArray<Fault | undefined>) {
  const objects = new Map<string, Stored>()
  const uploads: Array<Upload> = []
  const received: Array<Received> = []
  const arrivals = yield* Queue.unbounded<void>()
  const pending = [...faults]

  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const made = createServer((request, response) => {
        const url = new URL(request.url ?? "", "http://storage")
        received.push({
          method: request.method ?? "",
          path: url.pathname + url.search,
          contentRange: request.headers["content-range"]
        })
        const fault = pending.shift()
        const limit = Math.min(
          typeof fault === "object" && "resetAfter" in fault ? fault.resetAfter : Infinity,
          typeof fault === "object" && "status" in fault ? (fault.afterBytes ?? Infinity) : Infinity
        )
        read(request, limit, (body) => {
          answer(url, request, response, body, fault)
          Queue.offerUnsafe(arrivals, undefined)
        })
      })
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) =>
      Effect.callback<void>((resume) => {
        made.close(() => resume(Effect.void))
        made.closeAllConnections()
      })
  )
  const found = server.address()
  const origin = `http://127.0.0.1:${found !== null && typeof found === "object" ? found.port : 0}`

  const answer = (
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    fault: Fault | undefined
  ): void => {
    const upload = uploads[Number(url.searchParams.get("upload_id") ?? "-1")]
    const range = /^bytes (\d+)-/.exec(request.headers["content-range"] ?? "")
    // What arrived of a resumable upload stays, however the request ends.
    if (upload !== undefined && range !== null) {
      upload.bytes = Buffer.concat([upload.bytes.subarray(0, Number(range[1])), body])
    }
    if (fault === "silence") return
    if (typeof fault === "object" && "status" in fault) {
      json(response, fault.status, {
        error: { code: fault.status, message: `It failed for ${TestGoogleKey.email}.` }
      })
      return
    }
    const name =
      url.searchParams.get("name") ?? decodeURIComponent(/\/o\/(.+)$/.exec(url.pathname)?.[1] ?? "")
    if (url.searchParams.has("X-Goog-Signature")) {
      if (isSigned(url)) give(response, objects.get(url.pathname.replace("/audio/", "")), fault)
      else json(response, 403, { error: { code: 403, message: "SignatureDoesNotMatch" } })
    } else if (!/\/b\/audio\/o/.test(url.pathname)) {
      json(response, 404, { error: { code: 404, message: "no such bucket" } })
    } else if (typeof fault === "object" && request.method !== "GET") {
      response.destroy()
    } else if (url.searchParams.get("uploadType") === "multipart") {
      finish(response, name, multipart(request, body), fault)
    } else if (upload?.isFinished === true) {
      json(response, range === null ? 200 : 400, {})
    } else if (upload !== undefined && range === null) {
      response.writeHead(308, rangeOf(upload.bytes)).end()
    } else if (upload !== undefined) {
      upload.isFinished = true
      finish(response, upload.name, upload, fault)
    } else if (url.searchParams.get("uploadType") === "resumable") {
      const mediaType = String(request.headers["x-upload-content-type"])
      const id = uploads.push({ name, mediaType, bytes: Buffer.alloc(0), isFinished: false }) - 1
      const location = `${origin}/upload/storage/v1/b/audio/o?uploadType=resumable&upload_id=${id}`
      response.writeHead(200, { location }).end()
    } else if (request.method === "DELETE") {
      if (objects.delete(name)) response.writeHead(204).end()
      else json(response, 404, { error: { code: 404, message: "no such object" } })
    } else {
      give(response, objects.get(name), fault)
    }
  }

  const finish = (
    response: ServerResponse,
    name: string,
    { bytes, mediaType }: Stored,
    fault: Fault | undefined
  ): void => {
    objects.set(name, { bytes, mediaType })
    json(response, 200, {
      name,
      size: String(bytes.length),
      crc32c: crc32c(fault === "wrong checksum" ? Buffer.from("another") : bytes)
    })
  }

  return {
    settings: new GoogleStorage({
      address: GoogleAddress.make(origin),
      key: TestGoogleKey.key
    }),
    objects,
    received,
    arrivals,
    /** Of the next requests. */
    fail: (...next: ReadonlyArray<Fault | undefined>) => {
      pending.push(...next)
    }
  }
})

/** The body, or as much of it as `limit` allows. */
const read = (request: IncomingMessage, limit: number, done: (body: Buffer) => void): void => {
  let body = Buffer.alloc(0)
  let isDone = false
  const end = () => {
    if (!isDone) done(body.subarray(0, limit))
    isDone = true
  }
  request.on("data", (chunk: Buffer) => {
    if (!isDone) body = Buffer.concat([body, chunk])
    if (body.length >= limit) end()
  })
  request.on("end", end)
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

const give = (
  response: ServerResponse,
  stored: Stored | undefined,
  fault: Fault | undefined
): void => {
  if (stored === undefined) {
    json(response, 404, { error: { code: 404, message: "no such object" } })
    return
  }
  const { bytes, mediaType } = stored
  response.writeHead(200, {
    "content-type": mediaType,
    "content-length": bytes.length,
    "x-goog-hash": `crc32c=${crc32c(bytes)}`,
    "x-goog-stored-content-encoding": "identity"
  })
  if (typeof fault === "object" && "resetAfter" in fault) {
    response.write(bytes.subarray(0, fault.resetAfter), () => response.destroy())
  } else {
    response.end(fault === "wrong bytes" ? Buffer.alloc(bytes.length, 1) : bytes)
  }
}

const rangeOf = ({ length }: Buffer) => (length === 0 ? {} : { range: `bytes=0-${length - 1}` })

const crc32c = (bytes: Buffer): string => {
  const checksum = new CRC32C()
  checksum.update(bytes)
  return checksum.toString()
}

/** The second part of a body of multipart/related (RFC 2387). */
const multipart = (request: IncomingMessage, body: Buffer): Stored => {
  const boundary = /boundary=([^;]+)/.exec(request.headers["content-type"] ?? "")?.[1] ?? ""
  const second = body.indexOf(`--${boundary}`, 2)
  const start = body.indexOf("\r\n\r\n", second) + 4
  const end = body.lastIndexOf(`\r\n--${boundary}--`)
  const head = body.subarray(second, start).toString()
  return {
    bytes: body.subarray(start, end),
    mediaType: /content-type: *(\S+)/i.exec(head)?.[1] ?? ""
  }
}

/** https://cloud.google.com/storage/docs/authentication/canonical-requests */
const isSigned = ({ pathname, searchParams }: URL): boolean => {
  const of = (name: string) => searchParams.get(`X-Goog-${name}`) ?? ""
  const query = [...searchParams]
    .filter(([name]) => name !== "X-Goog-Signature")
    .map((pair) => pair.map((part) => encodeURIComponent(part)).join("="))
    .toSorted()
    .join("&")
  const request = ["GET", pathname, query, "host:127.0.0.1\n", "host", "UNSIGNED-PAYLOAD"].join(
    "\n"
  )
  const scope = of("Credential").split("/").slice(1).join("/")
  const digest = createHash("sha256").update(request).digest("hex")
  return createVerify("RSA-SHA256")
    .update(["GOOG4-RSA-SHA256", of("Date"), scope, digest].join("\n"))
    .verify(TestGoogleKey.publicKey, of("Signature"), "hex")
}

/** What is at an address, as text, for a client without a key. */
export const download = (url: string) =>
  HttpClient.get(url).pipe(
    Effect.flatMap(({ text }) => text),
    Effect.provide(FetchHttpClient.layer)
  )
