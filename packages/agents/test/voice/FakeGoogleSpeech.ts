import { protos } from "@google-cloud/text-to-speech"
import { Voice } from "@aethercast/domain/Voice"
import { Effect, Option, Queue } from "effect"
import { grpc, protobuf } from "google-gax"
import { GoogleAddress } from "../../src/google/GoogleAddress.ts"
import { GoogleSpeech } from "../../src/voice/GoogleSpeech.ts"
import * as TestGoogleKey from "../google/TestGoogleKey.ts"
import { type Wave, waveFile } from "./FakeSpeechServer.ts"

const {
  StreamingSynthesizeRequest,
  StreamingSynthesizeResponse,
  SynthesizeSpeechRequest,
  SynthesizeSpeechResponse
} = protos.google.cloud.texttospeech.v1

/** How the server answers a request. */
export type Reply =
  /** In chunks of a tenth of a second where it is streamed, otherwise as a WAVE file. */
  | {
      readonly samples: Float32Array
      readonly resetAfter?: number
      readonly silentAfter?: number
      readonly code?: number
    }
  | { readonly code: number; readonly retryAfterSeconds?: number }
  | { readonly body: string | Uint8Array }

/** A streamed voice. */
export const aoede = new Voice({ id: "Aoede", gender: "female", pace: 163 })
/** One that answers with a whole line. */
export const neural = new Voice({ id: "en-GB-Neural2-B", gender: "male", pace: 163 })

/** Samples per second. */
export const rate = 24_000

/** Google's service on the loopback interface, by its own protocol definition. */
export const start = Effect.fnUntraced(function* (...replies: ReadonlyArray<Reply>) {
  const received: Array<unknown> = []
  const arrivals = yield* Queue.unbounded<void>()
  const cancellations = yield* Queue.unbounded<void>()
  const server = new grpc.Server()

  const replyTo = (request: unknown): Reply | undefined => {
    const reply = replies[Math.min(received.length, replies.length - 1)]
    received.push(request)
    Queue.offerUnsafe(arrivals, undefined)
    return reply
  }
  const isReset = (reply: Reply) => "resetAfter" in reply && reply.resetAfter !== undefined
  const isSilent = (reply: Reply) => "silentAfter" in reply && reply.silentAfter !== undefined

  server.addService(service, {
    SynthesizeSpeech(call: UnaryCall, callback: UnaryCallback) {
      call.on("cancelled", () => Queue.offerUnsafe(cancellations, undefined))
      const reply = replyTo(SynthesizeSpeechRequest.toObject(call.request, { enums: String }))
      if (reply === undefined || isSilent(reply)) return
      if (isReset(reply)) server.forceShutdown()
      else if ("code" in reply) callback(errorOf(reply))
      else callback(null, new SynthesizeSpeechResponse({ audioContent: wholeOf(reply) }))
    },
    StreamingSynthesize(call: StreamingCall) {
      call.on("cancelled", () => Queue.offerUnsafe(cancellations, undefined))
      const requests: Array<unknown> = []
      call.on("data", (request) =>
        requests.push(StreamingSynthesizeRequest.toObject(request, { enums: String }))
      )
      call.on("end", () => {
        const reply = replyTo(requests)
        if (reply === undefined) return
        for (const audioContent of chunksOf(reply)) {
          call.write(new StreamingSynthesizeResponse({ audioContent }))
        }
        if (isReset(reply)) setImmediate(() => server.forceShutdown())
        else if ("code" in reply) call.emit("error", errorOf(reply))
        else if (!isSilent(reply)) call.end()
      })
    }
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => server.forceShutdown()))
  const port = yield* Effect.callback<number, Error>((resume) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      resume(error === null ? Effect.succeed(bound) : Effect.fail(error))
    )
  )
  const settings = new GoogleSpeech({
    address: GoogleAddress.make(`http://127.0.0.1:${port}`),
    key: TestGoogleKey.key,
    voices: [aoede, neural],
    languages: ["en", "de"],
    price: Option.none()
  })
  return { settings, received, arrivals, cancellations }
})

type UnaryCall = grpc.ServerUnaryCall<
  protos.google.cloud.texttospeech.v1.SynthesizeSpeechRequest,
  protos.google.cloud.texttospeech.v1.SynthesizeSpeechResponse
>
type UnaryCallback =
  grpc.sendUnaryData<protos.google.cloud.texttospeech.v1.SynthesizeSpeechResponse>
type StreamingCall = grpc.ServerDuplexStream<
  protos.google.cloud.texttospeech.v1.StreamingSynthesizeRequest,
  protos.google.cloud.texttospeech.v1.StreamingSynthesizeResponse
>

/** A message of the protocol definition. */
interface Message<A> {
  encode(value: A): protobuf.Writer
  decode(bytes: Uint8Array): A
}

const methodOf = <A, B>(
  name: string,
  isStream: boolean,
  request: Message<A>,
  response: Message<B>
): grpc.MethodDefinition<A, B> => ({
  path: `/google.cloud.texttospeech.v1.TextToSpeech/${name}`,
  requestStream: isStream,
  responseStream: isStream,
  requestSerialize: (value) => Buffer.from(request.encode(value).finish()),
  requestDeserialize: (bytes) => request.decode(bytes),
  responseSerialize: (value) => Buffer.from(response.encode(value).finish()),
  responseDeserialize: (bytes) => response.decode(bytes)
})

const service = {
  SynthesizeSpeech: methodOf(
    "SynthesizeSpeech",
    false,
    SynthesizeSpeechRequest,
    SynthesizeSpeechResponse
  ),
  StreamingSynthesize: methodOf(
    "StreamingSynthesize",
    true,
    StreamingSynthesizeRequest,
    StreamingSynthesizeResponse
  )
}

const waveOf = (samples: Float32Array): Wave => ({ samples, rate })

const wholeOf = (reply: Reply): Uint8Array =>
  "samples" in reply
    ? waveFile(waveOf(reply.samples))
    : "body" in reply
      ? Buffer.from(reply.body)
      : Buffer.alloc(0)

/** Bare samples, in chunks of an odd length. */
const chunksOf = (reply: Reply): ReadonlyArray<Uint8Array> => {
  if ("body" in reply) return [Buffer.from(reply.body)]
  if (!("samples" in reply)) return []
  const { resetAfter = Infinity, samples, silentAfter = Infinity } = reply
  const bytes = waveFile(waveOf(samples)).subarray(44)
  const size = rate / 5 + 1
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size)
  ).slice(0, Math.min(resetAfter, silentAfter))
}

/** With Google's details of how long to wait. */
const errorOf = ({ code, ...reply }: Reply & { readonly code?: number }) => {
  const metadata = new grpc.Metadata()
  if ("retryAfterSeconds" in reply && reply.retryAfterSeconds !== undefined) {
    const value = retryInfo.encode({ retryDelay: { seconds: reply.retryAfterSeconds } }).finish()
    const typeUrl = "type.googleapis.com/google.rpc.RetryInfo"
    const status = statusOf.encode({ code, details: [{ typeUrl, value }] }).finish()
    metadata.set("grpc-status-details-bin", Buffer.from(status))
  }
  const message = `It failed for ${TestGoogleKey.email}.`
  return Object.assign(new Error(message), { code: code ?? grpc.status.UNKNOWN, metadata })
}

/** https://github.com/googleapis/googleapis/tree/master/google/rpc */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
`)
const retryInfo = root.lookupType("RetryInfo")
const statusOf = root.lookupType("Status")
