import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Effect, FileSystem, Option, Path, Schema } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse, Mime } from "effect/http"
import { EpisodeClient } from "../listening/EpisodeClient.ts"
import * as SessionCookie from "../sessions/SessionCookie.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as ContentCoding from "./ContentCoding.ts"
import * as EntityTag from "./EntityTag.ts"
import { originOf } from "./RequestOrigin.ts"
import { sharedPage } from "./SharedPage.ts"

/** The bytes of a file in one content coding, with their entity tag. */
interface Encoded {
  readonly bytes: Uint8Array
  readonly tag: string
}

/** A file of the built client. The build has compressed it if that makes it smaller. */
interface SiteFile {
  readonly identity: Encoded
  readonly br: Encoded | undefined
  readonly gzip: Encoded | undefined
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Serves the built client in `folder` at every path that no other route has. The folder is read once,
 * so that a page and its scripts are of one build, and no other file can be requested.
 */
export const layer = (folder: string) =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const files = yield* read(folder)
      const episodes = yield* EpisodeClient
      const sessions = yield* Sessions
      yield* router.add(
        "GET",
        "/*",
        Effect.fnUntraced(function* (request) {
          const path = request.url.split("?")[0] ?? ""
          const id = episodeAt(path)
          const view = yield* viewAt(path, id, episodes)
          const shared =
            view === "known" && id !== undefined ? yield* head(id, episodes) : undefined
          const response = respond(files, request, path, view, shared)
          return view === "known"
            ? yield* SessionCookie.addTo(response, request, sessions)
            : response
        })
      )
    })
  )

const respond = (
  files: ReadonlyMap<string, SiteFile>,
  request: HttpServerRequest.HttpServerRequest,
  path: string,
  view: View,
  shared: Episode | undefined
): HttpServerResponse.HttpServerResponse => {
  const page = files.get("/index.html")
  if (page === undefined) return view === "none" ? notFound : notBuilt
  if (shared !== undefined) return sendShared(page, shared, request)
  const file = files.get(path) ?? (view === "known" ? page : undefined)
  if (file !== undefined) return send(file, request)
  return view === "none"
    ? notFound
    : HttpServerResponse.uint8Array(page.identity.bytes, { status: 404, headers: page.headers })
}

/** What the one page shows at a path: something, that there is nothing, or nothing at all, for files. */
type View = "known" | "unknown" | "none"

/** Paths such as `/`, `/episodes` and `/episode/<id>` are views of the page; those of files have extensions. */
const viewAt = Effect.fnUntraced(function* (
  path: string,
  id: EpisodeId | undefined,
  episodes: EpisodeClient["Service"]
): Effect.fn.Return<View> {
  if (path === "/" || path === "/episodes") return "known"
  if (id !== undefined) {
    // Without a database the page shows that there is trouble.
    const exists = yield* Effect.timeoutOption(episodes.exists(id), "2 seconds")
    return Option.getOrElse(exists, () => true) ? "known" : "unknown"
  }
  return /^\/[\w/-]*$/.test(path) ? "unknown" : "none"
})

const episodeAt = (path: string): EpisodeId | undefined => {
  const id = /^\/episode\/(\w{20,40})\/?$/.exec(path)?.[1]
  return isEpisodeId(id) ? id : undefined
}

const isEpisodeId = Schema.is(EpisodeId)

/** An episode that was ordered just now, or a database that does not answer: the page comes as it is. */
const head = (id: EpisodeId, episodes: EpisodeClient["Service"]) =>
  Effect.map(Effect.timeoutOption(episodes.head(id), "2 seconds"), (found) =>
    Option.getOrUndefined(Option.flatten(found))
  )

const sendShared = (
  { headers, identity }: SiteFile,
  episode: Episode,
  request: HttpServerRequest.HttpServerRequest
) => {
  const html = sharedPage(new TextDecoder().decode(identity.bytes), episode, originOf(request))
  return EntityTag.tagged(
    request,
    EntityTag.of(html),
    HttpServerResponse.uint8Array(new TextEncoder().encode(html), {
      headers: { ...headers, vary: "accept-encoding, host" }
    })
  )
}

const send = (file: SiteFile, request: HttpServerRequest.HttpServerRequest) => {
  const coding = ContentCoding.choose(
    request.headers["accept-encoding"],
    (coding) => file[coding] !== undefined
  )
  const { bytes, tag } = file[coding] ?? file.identity
  const headers =
    coding === "identity" ? file.headers : { ...file.headers, "content-encoding": coding }
  return EntityTag.tagged(request, tag, HttpServerResponse.uint8Array(bytes, { headers }))
}

const notFound = HttpServerResponse.empty({ status: 404 })

const notBuilt = HttpServerResponse.text(
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Aethercast</title>
<h1>The page is not built yet</h1>
<p>Stop this process and run <code>npm start</code>: it builds the page and starts again.</p>`,
  { status: 503, contentType: "text/html; charset=utf-8", headers: { "cache-control": "no-store" } }
)

const read = Effect.fn("Site.read")(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const { join, sep } = yield* Path.Path
  const names = yield* Effect.orElseSucceed(
    fs.readDirectory(folder, { recursive: true }),
    (): Array<string> => []
  )
  const encoded = Effect.fnUntraced(function* (name: string) {
    const bytes = yield* fs.readFile(join(folder, name))
    return { bytes, tag: EntityTag.of(bytes) }
  })
  const compressed = (name: string) => (names.includes(name) ? encoded(name) : Effect.undefined)
  const files = new Map<string, SiteFile>()
  for (const name of names) {
    const { type } = yield* fs.stat(join(folder, name))
    if (type !== "File" || /\.(?:br|gz)$/.test(name)) continue
    const path = `/${name.split(sep).join("/")}`
    files.set(path, {
      identity: yield* encoded(name),
      br: yield* compressed(`${name}.br`),
      gzip: yield* compressed(`${name}.gz`),
      headers: {
        "content-type": contentType(name),
        // The names of files in /assets/ contain a hash of their content.
        "cache-control": path.startsWith("/assets/")
          ? "public, max-age=31536000, immutable"
          : "no-cache",
        vary: "accept-encoding"
      }
    })
  }
  return files
}, Effect.orDie)

const contentType = (name: string): string => {
  const type = Option.getOrElse(Mime.getType(name), () => "application/octet-stream")
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type
}
