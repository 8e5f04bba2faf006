import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { setTimeout } from "node:timers/promises"
import { Schema } from "effect"

/** Milliseconds to the model's first token. */
export const firstToken = 400
/** Each of four characters. */
export const tokensPerSecond = 40
/** Milliseconds to the first byte of the voice; the rest of a line follows at once. */
export const firstByte = 300

export interface SlowProviders extends AsyncDisposable {
  /** The settings of a server that uses them. */
  readonly env: Readonly<Record<string, string>>
}

/** A model and a voice on the loopback interface that answer as slowly as those of a busy provider. */
export const start = async (): Promise<SlowProviders> => {
  const server = createServer((request, response) => {
    const answer = request.url === "/v1/audio/speech" ? speak : write
    // A request that the product gives up breaks the answer off.
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const url = `http://127.0.0.1:${port}/v1`
  return {
    env: {
      OPENAI_BASE_URL: url,
      OPENAI_MODEL: "slow",
      OPENAI_SERVER: "vllm",
      SPEECH_BASE_URL: url,
      SPEECH_MODEL: "slow",
      SPEECH_VOICES: "anna:female,bert:male"
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    }
  }
}

const SpeechBody = Schema.fromJsonString(Schema.Struct({ input: Schema.String }))

const speak = async (request: IncomingMessage, response: ServerResponse) => {
  const { input } = Schema.decodeSync(SpeechBody)(await bodyOf(request))
  await setTimeout(firstByte)
  response.writeHead(200, { "content-type": "audio/wav" })
  response.end(wave((input.split(/\s+/).length * 60) / 160))
}

/** A tone of some seconds, 16 bits at 24 kHz. */
const wave = (seconds: number): Buffer => {
  const rate = 24_000
  const samples = Math.round(seconds * rate)
  const file = Buffer.alloc(44 + 2 * samples)
  file.write("RIFF", 0)
  file.writeUInt32LE(36 + 2 * samples, 4)
  file.write("WAVEfmt ", 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(2 * rate, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write("data", 36)
  file.writeUInt32LE(2 * samples, 40)
  for (let at = 0; at < samples; at++) {
    const syllable = 0.4 + 0.6 * Math.max(0, Math.sin((2 * Math.PI * 3 * at) / rate))
    const tone = Math.sin((2 * Math.PI * 200 * at) / rate)
    file.writeInt16LE(Math.round(3000 * syllable * tone), 44 + 2 * at)
  }
  return file
}

const write = async (request: IncomingMessage, response: ServerResponse) => {
  const text = answerTo(await bodyOf(request))
  response.writeHead(200, { "content-type": "text/event-stream" })
  await setTimeout(firstToken)
  for (let at = 0; at < text.length && !response.destroyed; at += 4) {
    response.write(event({ delta: { content: text.slice(at, at + 4) }, finish_reason: null }))
    await setTimeout(1000 / tokensPerSecond)
  }
  response.write(event({ delta: {}, finish_reason: "stop" }))
  response.end("data: [DONE]\n\n")
}

const event = (choice: object): string =>
  `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`

/** What a model answers that repeats its passages. */
const answerTo = (body: string): string => {
  const passages = [...body.matchAll(/\\n\[(\d+)\] (.*?)(?=\\n|"\})/g)].map(
    ([, number, text = ""]) => ({ number: Number(number), text: unescaped(text) })
  )
  if (body.includes('"Outline"')) {
    const parts = ["one", "two", "three"].map((name, part) => ({
      title: `Part ${name}`,
      brief: "What is told here.",
      passages: passages.slice(6 * part, 6 * part + 6).map(({ number }) => number)
    }))
    return JSON.stringify({ question: "Why?", parts })
  }
  if (body.includes('"Teaser"')) {
    const [first] = passages
    return JSON.stringify({ teaser: first?.text.slice(0, 240) ?? "", passages: [1] })
  }
  return passages
    .map(({ number, text }) => JSON.stringify({ speaker: "host", text, passages: [number] }))
    .join("\n")
}

const unescaped = (text: string): string =>
  Schema.decodeSync(Schema.fromJsonString(Schema.String))(`"${text}"`)

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
