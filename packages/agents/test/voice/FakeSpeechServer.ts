import { createServer, type ServerResponse } from "node:http"
import { Voice } from "@aethercast/domain/Voice"
import { Effect, Option, Queue, Redacted } from "effect"
import { SpeechEndpoint } from "../../src/voice/SpeechEndpoint.ts"

/** How the server answers a request. */
export type Reply =
  /** A WAVE file, in chunks of a tenth of a second. */
  | { readonly wave: Wave; readonly resetAfter?: number; readonly silentAfter?: number }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly body: string | Uint8Array }

export interface Wave {
  readonly samples: Float32Array
  readonly rate: number
  readonly channels?: 1 | 2
  readonly float?: boolean
}

/** Syllables, three a second. */
export const speechLike = (seconds: number, rate: number, peak = 0.1): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    const time = index / rate
    const syllable = 0.4 + 0.6 * Math.max(0, Math.sin(2 * Math.PI * 3 * time))
    return peak * syllable * Math.sin(2 * Math.PI * (180 + 40 * Math.sin(time)) * time)
  })

/** A server on the loopback interface that speaks at `/v1/audio/speech`. */
export const start = Effect.fnUntraced(function* (...replies: ReadonlyArray<Reply>) {
  const received: Array<Record<string, unknown>> = []
  const arrivals = yield* Queue.unbounded<void>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const made = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const reply = replies[Math.min(received.length, replies.length - 1)]
          received.push(JSON.parse(Buffer.concat(chunks).toString()))
          Queue.offerUnsafe(arrivals, undefined)
          if (reply !== undefined) respond(reply, response)
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
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const endpoint = new SpeechEndpoint({
    baseUrl: `http://127.0.0.1:${port}/v1`,
    provider: "a server",
    apiKey: Option.some(Redacted.make("sk-voice-secret")),
    model: "voice-1",
    voices: [
      new Voice({ id: "anna", gender: "female", pace: 163 }),
      new Voice({ id: "otto", gender: "male", pace: 163 })
    ],
    languages: ["en"],
    price: 15
  })
  return { endpoint, received, arrivals }
})

const respond = (reply: Reply, response: ServerResponse): void => {
  if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers })
    response.end(JSON.stringify({ error: { message: "It failed for sk-voice-secret." } }))
    return
  }
  response.writeHead(200, { "content-type": "audio/wav" })
  if ("body" in reply) {
    response.end(reply.body)
    return
  }
  const { resetAfter = Infinity, silentAfter = Infinity, wave } = reply
  const bytes = waveFile(wave)
  const size = Math.round(wave.rate / 10) * 2 + 1
  for (let at = 0; at < bytes.length; at += size) {
    if (at / size >= Math.min(resetAfter, silentAfter)) break
    response.write(bytes.subarray(at, at + size))
  }
  if (Number.isFinite(silentAfter)) return
  if (Number.isFinite(resetAfter)) setImmediate(() => response.destroy())
  else response.end()
}

/** As it is streamed: with lengths that say nothing. */
export const waveFile = ({ channels = 1, float = false, rate, samples }: Wave): Buffer => {
  const width = float ? 4 : 2
  const header = Buffer.alloc(44)
  header.write("RIFF", 0)
  header.writeUInt32LE(0xffffffff, 4)
  header.write("WAVEfmt ", 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(float ? 3 : 1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * channels * width, 28)
  header.writeUInt16LE(channels * width, 32)
  header.writeUInt16LE(8 * width, 34)
  header.write("data", 36)
  header.writeUInt32LE(0xffffffff, 40)
  const data = Buffer.alloc(samples.length * channels * width)
  for (const [index, sample] of samples.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      const at = (index * channels + channel) * width
      if (float) data.writeFloatLE(sample, at)
      else data.writeInt16LE(Math.round(sample * 32_767), at)
    }
  }
  return Buffer.concat([header, data])
}
