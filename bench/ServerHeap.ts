import { once } from "node:events"
import { Schema } from "effect"
import type { Product } from "../packages/server/test/product/Product.ts"

/** What a server needs in its environment for this to be measured. */
export const environment = { NODE_OPTIONS: "--inspect=127.0.0.1:0" }

/** The address of a server's debugger; the server prints it when it starts. */
export const debuggerOf = (product: Product): string => {
  const address = /^Debugger listening on (ws:\S+)$/m.exec(product.output())?.[1]
  if (address === undefined) throw new Error("The server has no debugger.")
  return address
}

/** What a server holds in memory after a garbage collection, in MB: objects and buffers. */
export const megabytes = async (address: string): Promise<number> => {
  const socket = new WebSocket(address)
  try {
    await once(socket, "open")
    await send(socket, "HeapProfiler.collectGarbage", {})
    const answer = await send(socket, "Runtime.evaluate", { expression })
    return decodeAnswer(answer).result.result.value / 1e6
  } finally {
    // A server whose debugger is connected does not exit.
    socket.close()
  }
}

const expression = "(({ external, heapUsed }) => external + heapUsed)(process.memoryUsage())"

const send = async (socket: WebSocket, method: string, params: object): Promise<string> => {
  socket.send(JSON.stringify({ id: 1, method, params }))
  const [event] = await once(socket, "message", { signal: AbortSignal.timeout(30_000) })
  return String(event.data)
}

const Result = Schema.Struct({ value: Schema.Finite })
const decodeAnswer = Schema.decodeSync(
  Schema.fromJsonString(Schema.Struct({ result: Schema.Struct({ result: Result }) }))
)
