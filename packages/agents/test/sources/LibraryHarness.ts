import { createServer, type RequestListener } from "node:http"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Layer, Path, Stream } from "effect"
import { sourceId } from "@aethercast/agents/sources/Article"
import { Library } from "@aethercast/agents/sources/Library"
import { Source } from "@aethercast/domain/Source"

/** Serves on a free port of 127.0.0.1, which it returns, until the scope closes. */
export const serve = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer(listener).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            port,
            close: () => {
              server.close()
              server.closeAllConnections()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ port }) => port))

/** A temporary folder with files by their path. */
export const folderOf = Effect.fnUntraced(function* (files: Record<string, string | Uint8Array>) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped()
  yield* Effect.forEach(Object.entries(files), ([path, content]) => put(folder, path, content))
  return folder
})

/** Writes a file below a folder. */
export const put = Effect.fnUntraced(function* (
  folder: string,
  file: string,
  content: string | Uint8Array
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const target = path.join(folder, file)
  yield* fs.makeDirectory(path.dirname(target), { recursive: true })
  yield* fs.writeFile(target, typeof content === "string" ? Buffer.from(content) : content)
})

/** The library of some folders, with the file system below it. */
export const libraryOf = (...folders: ReadonlyArray<string>) =>
  Library.layer({ folders }).pipe(Layer.provide(NodeServices.layer))

/** Waits until the library satisfies a condition. */
export const until = Effect.fnUntraced(function* (
  isWanted: (library: Library["Service"]) => Effect.Effect<boolean>
) {
  const library = yield* Library
  yield* Stream.make(undefined).pipe(
    Stream.concat(library.changes),
    Stream.mapEffect(() => isWanted(library)),
    Stream.takeUntil((wanted) => wanted),
    Stream.runDrain
  )
})

export const sourceAt = (url: string): Source =>
  new Source({ id: sourceId(url), url, title: "A title", site: "A site" })

/** A Markdown document with one paragraph. */
export const note = (
  title: string,
  words = "The tide comes in twice a day, as everybody here knows."
): string => `# ${title}\n\n${words} It leaves again before the evening meal is on the table.\n`
