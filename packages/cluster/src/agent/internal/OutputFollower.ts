import { randomUUID } from "node:crypto"
import { Effect, Exit, Fiber, type Scope } from "effect"
import type { TaskAnswer } from "../Task.ts"
import type { TaskError } from "../TaskFailure.ts"
import { OutputMissing, type TaskOutput } from "../TaskOutput.ts"
import type { OutputPage } from "./OutputPage.ts"
import { leaseMillis } from "./TaskOutputBuffer.ts"

/** A requested task, and how to read its output. */
export interface StreamedTask {
  readonly id: string
  readonly answer: Effect.Effect<TaskAnswer, TaskError>
  readonly readOutput: (request: {
    readonly follower: string
    readonly from: number
    readonly waitMillis: number
  }) => Effect.Effect<OutputPage>
}

/** How long a read waits for the next output. */
const waitMillis = 5000

/**
 * Requests a task and hands every output to `onOutput`, each once and in order, before the answer. It
 * reads page by page, so that the task waits for a slow `onOutput`; any owner of the task can answer a
 * read, so that the death of a node delays the output and loses none of it.
 */
export const follow = Effect.fnUntraced(function* <R>(
  task: StreamedTask,
  onOutput: (output: TaskOutput) => Effect.Effect<void, never, R>
): Effect.fn.Return<TaskAnswer, TaskError | OutputMissing, R | Scope.Scope> {
  const follower = randomUUID()
  const answering = yield* Effect.forkScoped(task.answer, { startImmediately: true })
  let next = 0

  const read = (waitMillis: number) => task.readOutput({ follower, from: next, waitMillis })

  /** Renews the lease while `onOutput` takes its time. */
  const renewed = Effect.forever(Effect.andThen(Effect.sleep(leaseMillis / 3), read(0)))

  const deliver = Effect.fnUntraced(function* (outputs: ReadonlyArray<TaskOutput>) {
    for (const output of outputs) {
      if (output.sequence !== next) continue
      yield* onOutput(output)
      next++
    }
  })

  /** The answer, if every output before it was delivered. */
  const ended = Effect.fnUntraced(function* (answer: Exit.Exit<TaskAnswer, TaskError>) {
    const total = Exit.isSuccess(answer) ? answer.value.outputs : next
    if (next < total) {
      return yield* new OutputMissing({ task: task.id, from: next, to: total })
    }
    return yield* answer
  })

  for (;;) {
    const answered = answering.pollUnsafe()
    // After the answer there is no more output: what is left is read without waiting.
    const page =
      answered === undefined
        ? yield* Effect.raceFirst(read(waitMillis), Effect.as(Fiber.await(answering), undefined))
        : yield* read(0)
    switch (page?._tag) {
      case "Outputs":
        // A former owner that still executes the task would be read for ever.
        if (answered !== undefined && page.outputs.length === 0) return yield* ended(answered)
        yield* Effect.raceFirst(deliver(page.outputs), renewed)
        break
      case "Ended":
        return yield* Fiber.join(answering)
      case "Missing":
        return yield* new OutputMissing({ task: task.id, from: next, to: page.oldest })
      case "Unknown": {
        if (answered === undefined) break
        return yield* ended(answered)
      }
    }
  }
})
