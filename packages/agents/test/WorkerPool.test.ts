import type { Worker } from "node:worker_threads"
import * as WorkerPool from "@aethercast/agents/WorkerPool"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

/** Answers with the message; what the message is decides what happens then. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from "node:worker_threads"
    parentPort.on("message", (message) => {
      if (message === "never") return
      if (message === "throw") throw new Error("thrown")
      parentPort.postMessage(message)
      if (message === "throw later") setTimeout(() => { throw new Error("thrown later") }, 1)
    })
    parentPort.postMessage("ready")
  `)}`
)

/** The next worker that this process starts. */
const nextWorker = () =>
  new Promise<Worker>((resolve) => {
    process.once("worker", resolve)
  })

describe("a pool of workers", () => {
  it.live("asks another worker when one has broken after its answer", () =>
    Effect.gen(function* () {
      const first = nextWorker()
      const { ask } = yield* WorkerPool.make({ script, maxWorkers: 1, timeLimit: "20 seconds" })
      const worker = yield* Effect.promise(() => first)
      const ended = new Promise((resolve) => {
        worker.once("exit", resolve)
      })
      assert.strictEqual(yield* ask("throw later"), "throw later")
      yield* Effect.promise(() => ended)
      assert.strictEqual(yield* ask("again"), "again")
    })
  )

  it.live("reports a worker that breaks at a message, or takes too long, and starts another", () =>
    Effect.gen(function* () {
      const { ask } = yield* WorkerPool.make({ script, maxWorkers: 1, timeLimit: "20 seconds" })
      assert.strictEqual((yield* Effect.flip(ask("throw"))).reason, "Broken")
      assert.strictEqual((yield* Effect.flip(ask("never", "100 millis"))).reason, "TimedOut")
      assert.strictEqual(yield* ask("again"), "again")
    })
  )
})
