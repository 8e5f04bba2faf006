// DBOS Transact on the same Postgres: workflows run in the process that starts them, as in its guides.
import { DBOS } from "@dbos-inc/dbos-sdk"
import type { Setting } from "./Protocol.ts"
import { serve, type Work } from "./Serve.ts"

/** As many as ours has. */
const connections = 16

const chain = DBOS.registerWorkflow(
  async (steps: number) => {
    for (let n = 0; n < steps; n++) {
      await DBOS.runStep(() => Promise.resolve(n), { name: `step-${n}` })
    }
  },
  { name: "chain" }
)

const wakes = new Map<string, { readonly waits: () => void; readonly woken: () => void }>()
const waiting = DBOS.registerWorkflow(
  async (id: string) => {
    wakes.get(id)?.waits()
    await DBOS.recv("gate", { timeoutSeconds: 3600 })
    wakes.get(id)?.woken()
    wakes.delete(id)
  },
  { name: "waiting" }
)

const nothing = DBOS.registerWorkflow((n: number) => Promise.resolve(n), { name: "nothing" })

const speak = DBOS.registerWorkflow(
  (frames: number, bytes: number) =>
    // In a step: a workflow itself would also store a checkpoint for each frame.
    DBOS.runStep(
      async () => {
        const frame = "x".repeat(bytes)
        for (let n = 0; n < frames; n++) await DBOS.writeStream("frames", frame)
        await DBOS.closeStream("frames")
      },
      { name: "speak" }
    ),
  { name: "speak" }
)

const start = async (id: string, woken: () => void) => {
  const waits = Promise.withResolvers<void>()
  wakes.set(id, { waits: waits.resolve, woken })
  await DBOS.startWorkflow(waiting, { workflowID: id })(id)
  await waits.promise
}
const isStored = async (id: string): Promise<void> => {
  while ((await DBOS.getWorkflowStatus(id)) === null) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const open = async ({ database, node }: Setting): Promise<Work> => {
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: database,
    systemDatabasePoolSize: connections,
    executorID: node,
    applicationVersion: "1",
    logLevel: "error"
  })
  await DBOS.launch()

  return {
    chain: async (id, steps) => {
      const handle = await DBOS.startWorkflow(chain, { workflowID: `chain:${id}` })(steps)
      await handle.getResult()
    },
    waiting: async (id, woken) => {
      await start(id, woken)
      return () => DBOS.send(id, null, "gate")
    },
    wake: async (id) => {
      const handle = await DBOS.startWorkflow(nothing, { workflowID: id })(1)
      await handle.getResult()
    },
    reside: (id) => start(id, () => undefined),
    produce: async (stream, frames, bytes) => {
      const handle = await DBOS.startWorkflow(speak, { workflowID: stream })(frames, bytes)
      await handle.getResult()
    },
    consume: async (stream, _frames, _bytes, got) => {
      await isStored(stream)
      for await (const frame of DBOS.readStream<string>(stream, "frames")) got(frame.length)
    }
  }
}

await serve(open)
