import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { Reply, Request, SpeakPiece } from "./FliteMessages.ts"
import { SpeechFailed } from "./SpeechSynthesizer.ts"

/** A worker thread that speaks lines until it breaks. Then its lines fail, and it stays broken. */
export interface FliteThread {
  readonly isBroken: () => boolean
  /** How many lines are open. */
  readonly load: () => number
  /** Opens a line, whose frames are handed over as they come. */
  readonly open: (heard: (frames: Uint8Array) => void) => FliteLine
  readonly kill: Effect.Effect<void>
}

/** A line that is being spoken, piece after piece. It has to be closed. */
export interface FliteLine {
  readonly speak: (piece: Omit<SpeakPiece, "_tag" | "line">) => Effect.Effect<void, SpeechFailed>
  readonly close: () => void
}

/** Starts a thread; it takes lines at once, and speaks them when it is ready. */
export const start = (script: URL): FliteThread => {
  const worker = new Worker(script, { name: "flite", execArgv: [] })
  const listeners = new Map<number, (reply: Reply) => void>()
  let opened = 0
  let damage: string | undefined

  const tell = (request: Request) => worker.postMessage(request)
  const hurt = (reason: string) => {
    damage ??= reason
    for (const [line, listen] of listeners) listen({ _tag: "LineFailed", line, reason: damage })
  }
  const kill = Effect.promise(() => worker.terminate())

  worker.on("message", (reply: Reply) => listeners.get(reply.line)?.(reply))
  worker.on("error", (error) => hurt(String(error)))
  worker.on("exit", (code) => hurt(`the worker ended with ${code}`))

  const open = (heard: (frames: Uint8Array) => void): FliteLine => {
    const line = opened++
    listeners.set(line, ignored)

    const speak: FliteLine["speak"] = (piece) =>
      Effect.callback<void, SpeechFailed>((resume) => {
        const fail = (reason: string) => resume(Effect.fail(new SpeechFailed({ reason })))
        if (damage !== undefined) return fail(damage)
        listeners.set(line, (reply) => {
          switch (reply._tag) {
            case "Frames":
              return heard(reply.frames)
            case "PieceSpoken":
              return resume(Effect.void)
            case "LineFailed":
              return fail(reply.reason)
          }
        })
        tell({ _tag: "SpeakPiece", line, ...piece })
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
      tell({ _tag: "DropLine", line })
    }

    return { speak, close }
  }

  return { isBroken: () => damage !== undefined, load: () => listeners.size, open, kill }
}

/** A piece takes 0.3 s, and waits for as many as there are lines; more than this is a hang. */
const deadline = "10 seconds"

const ignored = () => {}
