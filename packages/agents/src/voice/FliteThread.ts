import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { Reply, Request, SpeakPiece } from "./FliteMessages.ts"
import { SpeechFailed } from "./SpeechSynthesizer.ts"

/** A worker thread that speaks lines. Once it is broken, all of its lines fail. */
export interface FliteThread {
  readonly isBroken: () => boolean
  readonly openLines: () => number
  /** Opens a line; `onFrames` gets its frames as they are made. */
  readonly open: (onFrames: (frames: Uint8Array) => void) => FliteLine
  readonly kill: Effect.Effect<void>
}

/** A line that is spoken piece by piece. It must be closed. */
export interface FliteLine {
  readonly speak: (piece: Omit<SpeakPiece, "_tag" | "line">) => Effect.Effect<void, SpeechFailed>
  readonly close: () => void
}

/** Starts a thread. It accepts lines immediately, and speaks them when it is ready. */
export const start = (script: URL): FliteThread => {
  const worker = new Worker(script, { name: "flite", execArgv: [] })
  const listeners = new Map<number, (reply: Reply) => void>()
  let lineCount = 0
  let failure: string | undefined

  const send = (request: Request) => worker.postMessage(request)
  const fail = (reason: string) => {
    failure ??= reason
    for (const [line, listen] of listeners) listen({ _tag: "LineFailed", line, reason: failure })
  }
  const kill = Effect.promise(() => worker.terminate())

  worker.on("message", (reply: Reply) => listeners.get(reply.line)?.(reply))
  worker.on("error", (error) => fail(String(error)))
  worker.on("exit", (code) => fail(`the worker ended with ${code}`))

  const open = (onFrames: (frames: Uint8Array) => void): FliteLine => {
    const line = lineCount++
    listeners.set(line, ignore)

    const speak: FliteLine["speak"] = (piece) =>
      Effect.callback<void, SpeechFailed>((resume) => {
        const failLine = (reason: string) => resume(Effect.fail(new SpeechFailed({ reason })))
        if (failure !== undefined) return failLine(failure)
        listeners.set(line, (reply) => {
          switch (reply._tag) {
            case "Frames":
              return onFrames(reply.frames)
            case "PieceSpoken":
              return resume(Effect.void)
            case "LineFailed":
              return failLine(reply.reason)
          }
        })
        send({ _tag: "SpeakPiece", line, ...piece })
      }).pipe(
        Effect.timeoutOrElse({
          duration: deadline,
          orElse: () =>
            Effect.andThen(
              kill,
              Effect.fail(new SpeechFailed({ reason: `silent for ${deadline}` }))
            )
        })
      )

    const close = () => {
      listeners.delete(line)
      send({ _tag: "DropLine", line })
    }

    return { speak, close }
  }

  return { isBroken: () => failure !== undefined, openLines: () => listeners.size, open, kill }
}

/** A piece takes 0.3 s and may wait for one piece of every other line: a longer silence is a hang. */
const deadline = "10 seconds"

const ignore = () => {}
