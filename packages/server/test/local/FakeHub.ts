import { createHash } from "node:crypto"
import { createServer, type Server } from "node:http"
import { Effect } from "effect"
import { ModelFile } from "../../src/local/ModelFile.ts"

export interface Options {
  /** After how many bytes the first answers break off, in turn. */
  readonly cuts?: ReadonlyArray<number>
  readonly knowsRanges?: boolean
  readonly status?: number
}

/** A hub on the loopback interface with one file. */
export const start = Effect.fnUntraced(function* (
  content: Uint8Array,
  { cuts = [], knowsRanges = true, status }: Options = {}
) {
  const ranges: Array<string | undefined> = []
  const server = createServer((request, response) => {
    const { range } = request.headers
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
    file: new ModelFile({
      name: "tiny.gguf",
      path: "someone/tiny/resolve/main/tiny.gguf",
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex")
    })
  }
})
