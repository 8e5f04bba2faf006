// Restate: its server as a process of its own, the services and their caller in this one.
import { spawn } from "node:child_process"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import * as restate from "@restatedev/restate-sdk"
import * as clients from "@restatedev/restate-sdk-clients"
import { Effect, Schedule } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { freePort } from "../../packages/cluster/test/harness/FreePort.ts"
import type { Setting } from "./Protocol.ts"
import { serve, type Work } from "./Serve.ts"

const chain = restate.workflow({
  name: "Chain",
  handlers: {
    run: async (ctx: restate.WorkflowContext, steps: number) => {
      for (let n = 0; n < steps; n++) await ctx.run(`step-${n}`, () => n)
    }
  }
})

const runs = new Map<string, { readonly started: () => void; readonly resumed: () => void }>()
const waiting = restate.workflow({
  name: "Waiting",
  handlers: {
    run: async (ctx: restate.WorkflowContext, _n: number) => {
      runs.get(ctx.key)?.started()
      await ctx.promise<null>("gate")
      runs.get(ctx.key)?.resumed()
      runs.delete(ctx.key)
    },
    open: (ctx: restate.WorkflowSharedContext, _n: number) =>
      ctx.promise<null>("gate").resolve(null)
  }
})

const worker = restate.object({
  name: "Worker",
  handlers: {
    ask: async (ctx: restate.ObjectContext, n: number) => {
      ctx.set("asked", n)
      return n
    }
  }
})

const open = async ({ folder }: Setting): Promise<Work> => {
  const server = await startServer(folder)
  const port = await Effect.runPromise(freePort)
  await restate.serve({ services: [chain, waiting, worker], port, logger: () => undefined })
  await run(register(server.admin, `http://127.0.0.1:${port}`))
  const ingress = clients.connect({ url: server.ingress })
  const call = async (service: string, handler: string, key: string, parameter: number) => {
    await ingress.call({ service, handler, key, parameter, opts: json })
  }

  return {
    // One request that starts the workflow and waits for its result: submitting and attaching is two.
    chain: (id, steps) => call("Chain", "run", id, steps),
    waiting: async (id, resumed) => {
      const started = Promise.withResolvers<void>()
      runs.set(id, { started: started.resolve, resumed })
      await ingress.workflowClient<typeof waiting>({ name: "Waiting" }, id).workflowSubmit(1)
      await started.promise
      return () => call("Waiting", "open", id, 1)
    },
    wake: (id) => call("Worker", "ask", id, 1),
    bytesElsewhere: () => residentBytes(server.pid)
  }
}

const serde = {
  contentType: "application/json",
  serialize: (value: unknown) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes: Uint8Array): unknown =>
    bytes.length === 0 ? undefined : JSON.parse(Buffer.from(bytes).toString())
}
const json = clients.Opts.from<unknown, unknown>({ input: serde, output: serde })

const startServer = async (folder: string) => {
  const [ingress, admin, node] = [
    await Effect.runPromise(freePort),
    await Effect.runPromise(freePort),
    await Effect.runPromise(freePort)
  ]
  const child = spawn(
    program(),
    [
      `--base-dir=${folder}`,
      "--node-name=bench",
      "--listen-mode=tcp",
      "--bind-ip=127.0.0.1",
      `--bind-port=${node}`,
      "--no-logo"
    ],
    {
      env: {
        RESTATE_INGRESS__BIND_PORT: String(ingress),
        RESTATE_ADMIN__BIND_PORT: String(admin),
        RESTATE_DISABLE_TELEMETRY: "true",
        RESTATE_LOG_FILTER: "warn"
      },
      stdio: ["ignore", "pipe", "pipe"]
    }
  )
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-2000)
    })
  }
  process.on("exit", () => child.kill("SIGKILL"))
  const ended = new Promise<never>((_resolve, reject) => {
    child.on("error", reject)
    child.on("exit", (code) => reject(new Error(`restate-server ended (${code}): ${said.trim()}`)))
  })
  const server = { ingress: `http://127.0.0.1:${ingress}`, admin: `http://127.0.0.1:${admin}` }
  const up = Effect.all([
    healthy(`${server.admin}/health`),
    healthy(`${server.ingress}/restate/health`)
  ])
  await Promise.race([ended, run(up)])
  ended.catch((error: unknown) => console.error(String(error)))
  if (child.pid === undefined) throw new Error("restate-server has no process")
  return { ...server, pid: child.pid }
}

/** The program that npm installed for this platform. */
const program = (): string => {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/restate-server`)
  } catch {
    throw new Error(`${name} is not installed: npm has no restate-server for this machine`)
  }
}

const healthy = (url: string) =>
  HttpClient.get(url).pipe(
    Effect.flatMap(HttpClientResponse.filterStatusOk),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
  )

const register = (admin: string, uri: string) =>
  HttpClientRequest.post(`${admin}/deployments`).pipe(
    HttpClientRequest.bodyJsonUnsafe({ uri }),
    HttpClient.execute,
    Effect.flatMap(HttpClientResponse.filterStatusOk)
  )

const run = <A, E>(effect: Effect.Effect<A, E, HttpClient.HttpClient>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, FetchHttpClient.layer))

/** Linux only; elsewhere it fails, and the row has no figure. */
const residentBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8")
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
}

await serve(open)
