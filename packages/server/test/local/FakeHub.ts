import { createHash } from "node:crypto"
import { createServer, type Server } from "node:http"
import { basename } from "node:path"
import { Effect } from "effect"
import { ModelFile } from "../../src/local/ModelFile.ts"

export interface Options {
  /** After how many bytes the first answers break off, in turn. */
  readonly cuts?: ReadonlyArray<number>
  readonly knowsRanges?: boolean
  readonly status?: number
}

/** A hub on the loopback interface with one file. */
export const start = Effect.fnUntraced(function* (content: Uint8Array, options: Options = {}) {
  const { file, hub, ranges } = yield* startAll({ "tiny.gguf": content }, options)
  return { file: file("tiny.gguf"), hub, ranges }
})

/** The same with several files, by their names. */
export const startAll = Effect.fnUntraced(function* (
  contents: Readonly<Record<string, Uint8Array>>,
  { cuts = [], knowsRanges = true, status }: Options = {}
) {
  const ranges: Array<string | undefined> = []
  const server = createServer((request, response) => {
    const { range } = request.headers
    const content = contents[basename(request.url ?? "")] ?? new Uint8Array(0)
    const cut = cuts[ranges.length]
    ranges.push(range)
    if (status !== undefined) {
      response.writeHead(status).end()
      return
    }
    const from = knowsRanges ? Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0) : 0
    const rest = content.subarray(from)
    response.writeHead(knowsRanges ? 206 : 200, { "content-length": rest.length })
    if (cut === undefined) response.end(rest)
    else response.write(rest.subarray(0, cut), () => setImmediate(() => response.destroy()))
  })
  yield* Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  return {
    hub: `http://127.0.0.1:${port}`,
    /** The Range of each request. */
    ranges,
    file: (name: string) => {
      const content = contents[name] ?? new Uint8Array(0)
      return new ModelFile({
        name,
        path: `someone/tiny/resolve/main/${name}`,
        bytes: content.length,
        sha256: createHash("sha256").update(content).digest("hex")
      })
    }
  }
})
