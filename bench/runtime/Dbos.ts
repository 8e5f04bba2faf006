// DBOS Transact on the same Postgres: workflows run in the process that starts them, as in its guides.
import { DBOS } from "@dbos-inc/dbos-sdk"
import type { Setting } from "./Protocol.ts"
import { serve, type Work } from "./Serve.ts"

/** As many as this runtime has. */
const connections = 16

const chain = DBOS.registerWorkflow(
  async (steps: number) => {
    for (let n = 0; n < steps; n++) {
      await DBOS.runStep(() => Promise.resolve(n), { name: `step-${n}` })
    }
  },
  { name: "chain" }
)

const runs = new Map<string, { readonly started: () => void; readonly resumed: () => void }>()
const waiting = DBOS.registerWorkflow(
  async (id: string) => {
    runs.get(id)?.started()
    await DBOS.recv("gate", { timeoutSeconds: 3600 })
    runs.get(id)?.resumed()
    runs.delete(id)
  },
  { name: "waiting" }
)

const nothing = DBOS.registerWorkflow((n: number) => Promise.resolve(n), { name: "nothing" })

const speak = DBOS.registerWorkflow(
  (frames: number, bytes: number) =>
    // In a step: a workflow itself would also store a checkpoint for each frame.
    DBOS.runStep(
      async () => {
        for (let n = 0; n < frames; n++) {
          await DBOS.writeStream("frames", `${n} `.padEnd(bytes, "x"))
        }
        await DBOS.closeStream("frames")
      },
      { name: "speak" }
    ),
  { name: "speak" }
)

const startWaiting = async (id: string, resumed: () => void) => {
  const started = Promise.withResolvers<void>()
  runs.set(id, { started: started.resolve, resumed })
  await DBOS.startWorkflow(waiting, { workflowID: id })(id)
  await started.promise
}
const stored = async (id: string): Promise<void> => {
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
    waiting: async (id, resumed) => {
      await startWaiting(id, resumed)
      return () => DBOS.send(id, null, "gate")
    },
    wake: async (id) => {
      const handle = await DBOS.startWorkflow(nothing, { workflowID: id })(1)
      await handle.getResult()
    },
    reside: (id) => startWaiting(id, () => undefined),
    produce: async (stream, frames, bytes) => {
      const handle = await DBOS.startWorkflow(speak, { workflowID: stream })(frames, bytes)
      await handle.getResult()
    },
    consume: async (stream, _frames, _bytes, received) => {
      await stored(stream)
      for await (const frame of DBOS.readStream<string>(stream, "frames")) {
        received(Number.parseInt(frame, 10), frame.length)
      }
    }
  }
}

await serve(open)
