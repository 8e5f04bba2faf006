/** The script of a worker thread that masters and encodes what voices elsewhere speak. */
import { parentPort } from "node:worker_threads"
import * as Mp3 from "./Mp3.ts"
import { maxOpenLines, type Reply, type Request } from "./SpeechEncoderMessages.ts"
import * as SpeechEncoding from "./SpeechEncoding.ts"
import * as StingMix from "./StingMix.ts"

if (parentPort === null) throw new Error("SpeechEncoderWorker.ts is the script of a worker thread")
const port = parentPort

const mixOf = StingMix.load()
const idle = await Promise.all(Array.from({ length: maxOpenLines }, Mp3.load()))
const open = new Map<number, OpenLine>()

interface OpenLine {
  readonly encoder: Mp3.Mp3Encoder
  readonly encoding: SpeechEncoding.SpeechEncoding
}

const receive = (request: Request): void => {
  const { line } = request
  switch (request._tag) {
    case "Open": {
      const encoder = idle.pop()
      // The pushes of a line that is not open are not answered, and time out.
      if (encoder === undefined) return
      const { bare, gain, sting, ...rest } = request.options
      const encoding = SpeechEncoding.make({ ...rest, bare, gain, encoder, mix: mixOf(sting) })
      open.set(line, { encoder, encoding })
      return
    }
    case "Push":
      return answer(line, ({ push }) => ({ _tag: "Frames", line, frames: push(request.bytes) }))
    case "End":
      answer(line, ({ end }) => {
        const { frames, gain } = end()
        return { _tag: "Frames", line, frames, ...(gain === undefined ? {} : { gain }) }
      })
      return close(line)
    case "Drop":
      return close(line)
  }
}

const answer = (line: number, work: (encoding: SpeechEncoding.SpeechEncoding) => Reply): void => {
  try {
    const opened = open.get(line)
    if (opened !== undefined) port.postMessage(work(opened.encoding))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    port.postMessage({ _tag: "Failed", line, reason } satisfies Reply)
    close(line)
  }
}

const close = (line: number): void => {
  const opened = open.get(line)
  if (opened === undefined) return
  open.delete(line)
  opened.encoder.reset()
  idle.push(opened.encoder)
}

port.on("message", receive)
