/**
 * The script of a worker thread that speaks lines with flite: `Request` in, `Reply` out. It has an
 * encoder for every open line, and speaks one waiting piece after the other.
 */
import { parentPort } from "node:worker_threads"
import { defaultCast } from "./Casting.ts"
import * as Flite from "./Flite.ts"
import { maxOpenLines, type Reply, type Request, type SpeakPiece } from "./FliteMessages.ts"
import { fliteSpeech } from "./FliteSpeech.ts"
import * as Mp3 from "./Mp3.ts"
import * as StingMix from "./StingMix.ts"

if (parentPort === null) throw new Error("FliteWorker.ts is the script of a worker thread")
const port = parentPort

const flite = Flite.load()
const speech = fliteSpeech(flite)
const idle = await Promise.all(Array.from({ length: maxOpenLines }, Mp3.load()))
const mixOf = StingMix.load()
const open = new Map<number, OpenLine>()
const waiting: Array<SpeakPiece> = []

interface OpenLine {
  readonly encoder: Mp3.Mp3Encoder
  readonly mix: StingMix.StingMix
}

const receive = (request: Request): void => {
  switch (request._tag) {
    case "SpeakPiece": {
      if (waiting.push(request) === 1) setImmediate(next)
      return
    }
    case "DropLine": {
      const index = waiting.findIndex(({ line }) => line === request.line)
      if (index >= 0) waiting.splice(index, 1)
      close(request.line)
    }
  }
}

/** Speaks one piece, then handles messages. First pieces go first: their listeners hear nothing yet. */
const next = (): void => {
  const index = waiting.findIndex(({ isFirst }) => isFirst)
  const [piece] = waiting.splice(Math.max(0, index), 1)
  if (piece === undefined) return
  reply(attempt(piece))
  flite.prepare()
  if (waiting.length > 0) setImmediate(next)
}

const attempt = (piece: SpeakPiece): Reply => {
  try {
    speak(piece)
    return { _tag: "PieceSpoken", line: piece.line }
  } catch (error) {
    close(piece.line)
    return { _tag: "LineFailed", line: piece.line, reason: String(error) }
  }
}

const speak = (piece: SpeakPiece): void => {
  const { line, text, silenceMillis, voice, isFirst, isLast } = piece
  const opened = isFirst ? start(piece) : open.get(line)
  if (opened === undefined) throw new Error(`line ${line} is not open`)
  const { encoder, mix } = opened
  // The sting is on its way to the listener before the first word is made.
  if (isFirst) sendFrames(line, encoder.encode(mix.before()))
  for (const block of speech(voice, text, silenceMillis)) {
    sendFrames(line, encoder.encode(mix.with(block)))
  }
  if (!isLast) return
  sendFrames(line, encoder.encode(mix.after()))
  sendFrames(line, encoder.finish())
  close(line)
}

const start = ({ line, sting }: SpeakPiece): OpenLine | undefined => {
  const encoder = idle.pop()
  if (encoder === undefined) return undefined
  const opened = { encoder, mix: mixOf(sting) }
  open.set(line, opened)
  return opened
}

const close = (line: number): void => {
  const encoder = open.get(line)?.encoder
  if (encoder === undefined) return
  encoder.reset()
  idle.push(encoder)
  open.delete(line)
}

const sendFrames = (line: number, frames: Uint8Array<ArrayBuffer>): void => {
  if (frames.length > 0) reply({ _tag: "Frames", line, frames }, [frames.buffer])
}

const reply = (message: Reply, transfer: Array<ArrayBuffer> = []): void =>
  port.postMessage(message, transfer)

/** The engine optimizes code that has run, so it runs once before the first line. */
const warmUp = (): void => {
  for (const { id } of Object.values(defaultCast)) {
    for (const block of speech(id, "Good to have you with us.", 0)) idle[0]?.encode(block)
    flite.prepare()
  }
  idle[0]?.reset()
}

warmUp()
port.on("message", receive)
