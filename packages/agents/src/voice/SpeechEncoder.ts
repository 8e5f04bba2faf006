import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { LineOptions, Reply, Request } from "./SpeechEncoderMessages.ts"
import { SpeechFailed } from "./SpeechSynthesizer.ts"

/** A worker thread that turns the bytes of audio responses into frames of the common loudness. */
export interface SpeechEncoder {
  /** A line, which is dropped with the scope unless it has ended. */
  readonly open: (options: LineOptions) => LineEncoder
}

export interface LineEncoder {
  readonly push: (bytes: Uint8Array) => Effect.Effect<Uint8Array, SpeechFailed>
  /** The last frames, and the gain that the voice needed. */
  readonly end: Effect.Effect<{ readonly frames: Uint8Array; readonly gain?: number }, SpeechFailed>
  readonly drop: Effect.Effect<void>
}

/** The thread starts with the first line, ends with the scope, and is replaced when it breaks. */
export const make = Effect.gen(function* () {
  let current: Thread | undefined
  yield* Effect.addFinalizer(() => Effect.suspend(() => current?.stop ?? Effect.void))
  let lines = 0
  const encoder: SpeechEncoder = {
    open(options) {
      if (current === undefined || current.isBroken()) current = start()
      const { ask, send } = current
      const line = lines++
      send({ _tag: "Open", line, options })
      return {
        push: (bytes) => Effect.map(ask({ _tag: "Push", line, bytes }), ({ frames }) => frames),
        end: ask({ _tag: "End", line }),
        drop: Effect.sync(() => send({ _tag: "Drop", line }))
      }
    }
  }
  return encoder
})

interface Thread {
  readonly isBroken: () => boolean
  readonly send: (request: Request) => void
  readonly ask: (
    request: Request
  ) => Effect.Effect<Extract<Reply, { readonly _tag: "Frames" }>, SpeechFailed>
  readonly stop: Effect.Effect<void>
}

const start = (): Thread => {
  const worker = new Worker(new URL("./SpeechEncoderWorker.ts", import.meta.url), {
    name: "speech encoder",
    execArgv: []
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  let failure: string | undefined
  const fail = (reason: string) => {
    failure ??= reason
    for (const [line, answer] of waiting) answer({ _tag: "Failed", line, reason: failure })
    waiting.clear()
  }
  worker.on("message", (reply: Reply) => {
    const answer = waiting.get(reply.line)
    // Before the answer, which may be followed by the next question at once.
    waiting.delete(reply.line)
    answer?.(reply)
  })
  worker.on("error", (error) => fail(String(error)))
  worker.on("exit", (code) => fail(`the encoder ended with ${code}`))

  return {
    isBroken: () => failure !== undefined,
    send: (request) => worker.postMessage(request),
    stop: Effect.promise(() => worker.terminate()),
    ask: (request) =>
      Effect.callback<Extract<Reply, { readonly _tag: "Frames" }>, SpeechFailed>((resume) => {
        const answer = (reply: Reply) =>
          resume(
            reply._tag === "Frames"
              ? Effect.succeed(reply)
              : Effect.fail(new SpeechFailed({ reason: reply.reason }))
          )
        if (failure !== undefined) {
          return answer({ _tag: "Failed", line: request.line, reason: failure })
        }
        waiting.set(request.line, answer)
        worker.postMessage(request)
      }).pipe(
        Effect.timeoutOrElse({
          duration: deadline,
          orElse: () =>
            Effect.fail(new SpeechFailed({ reason: `the encoder was silent for ${deadline}` }))
        })
      )
  }
}

/** A push takes some milliseconds, and waits for those of other lines. */
const deadline = "10 seconds"
