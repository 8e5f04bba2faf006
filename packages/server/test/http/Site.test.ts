import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import * as Site from "../../src/http/Site.ts"
import { secretOf, testSessions } from "../sessions/TestSessions.ts"
import { complete, idOf, testEpisodes } from "./TestApi.ts"
import { ask, problem, served, text } from "./TestServer.ts"

const title = "<title>Aethercast</title>"
const page = `<!doctype html>${title}${" ".repeat(2_000)}`
const script = `export const answer = 42\n${"// ".repeat(1_000)}`

/** A built web client, beside a file that must not be served. */
const built = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const home = yield* fs.makeTempDirectoryScoped()
  const dist = `${home}/dist`
  yield* fs.makeDirectory(`${dist}/assets`, { recursive: true })
  yield* fs.writeFileString(`${home}/secret.txt`, "a key of ours")
  yield* fs.writeFileString(`${dist}/index.html`, page)
  yield* fs.writeFile(`${dist}/index.html.br`, brotliCompressSync(page))
  yield* fs.writeFile(`${dist}/index.html.gz`, gzipSync(page))
  yield* fs.writeFileString(`${dist}/assets/main-k3v9.js`, script)
  yield* fs.writeFile(`${dist}/assets/main-k3v9.js.gz`, gzipSync(script))
  yield* fs.writeFileString(`${dist}/icon.svg`, "<svg xmlns='http://www.w3.org/2000/svg'/>")
  return dist
})

const SiteLayer = served(
  Layer.unwrap(Effect.map(built, Site.layer)).pipe(
    Layer.provide([NodeServices.layer, testEpisodes(), testSessions])
  )
)

const asking = (path: string, encoding?: string) =>
  ask(path, encoding === undefined ? {} : { headers: { "accept-encoding": encoding } })

describe("Site", () => {
  it.live("a file is sent in the smallest coding that the browser accepts", () =>
    Effect.gen(function* () {
      const br = yield* asking("/", "gzip, deflate, br, zstd")
      assert.strictEqual(br.headers["content-encoding"], "br")
      assert.strictEqual(br.headers["content-type"], "text/html; charset=utf-8")
      assert.strictEqual(br.headers.vary, "accept-encoding")
      assert.strictEqual(brotliDecompressSync(br.body).toString(), page)

      const gzip = yield* asking("/assets/main-k3v9.js", "br, gzip")
      assert.strictEqual(gzip.headers["content-encoding"], "gzip")
      assert.strictEqual(gzip.headers["content-type"], "text/javascript; charset=utf-8")
      assert.strictEqual(gunzipSync(gzip.body).toString(), script)

      for (const encoding of [undefined, "identity", "br;q=0, gzip;q=0"]) {
        const plain = yield* asking("/", encoding)
        assert.isUndefined(plain.headers["content-encoding"])
        assert.strictEqual(plain.headers.vary, "accept-encoding")
        assert.strictEqual(text(plain), page)
      }
      assert.isUndefined((yield* asking("/icon.svg", "br")).headers["content-encoding"])
    }).pipe(Effect.provide(SiteLayer))
  )

  it.live("files with a hash in their name are cached for ever, others are revalidated", () =>
    Effect.gen(function* () {
      const asset = yield* ask("/assets/main-k3v9.js")
      assert.strictEqual(asset.headers["cache-control"], "public, max-age=31536000, immutable")
      const first = yield* asking("/", "br")
      assert.strictEqual(first.headers["cache-control"], "no-cache")
      const etag = first.headers.etag ?? ""
      const again = yield* ask("/", {
        headers: { "if-none-match": etag, "accept-encoding": "br" }
      })
      assert.strictEqual(again.status, 304)
      assert.strictEqual(again.headers.vary, "accept-encoding")
      const other = yield* ask("/", { headers: { "if-none-match": etag } })
      assert.strictEqual(other.status, 200)
    }).pipe(Effect.provide(SiteLayer))
  )

  it.live("every view of the client gets the page; an unknown file is not found", () =>
    Effect.gen(function* () {
      const episode = `/episode/${complete.id}`
      for (const path of ["/", "/?x=1", "/index.html", episode, `${episode}/`, `${episode}?x`]) {
        const answer = yield* ask(path)
        assert.strictEqual(answer.status, 200)
        // The page of an episode has a head of its own.
        assert.strictEqual(
          text(answer).replace(/<title>.*?<\/title>(?:\s*<meta[^>]*>)*/, title),
          page
        )
      }
      // The page says so in its own words.
      for (const path of [
        "/some/where/else/",
        "/episode",
        "/episode/a/b",
        `/episode/${idOf("x")}`,
        "/episode/abc0",
        "/wp-admin"
      ]) {
        const answer = yield* ask(path)
        assert.strictEqual(answer.status, 404)
        assert.strictEqual(text(answer), page)
      }
      for (const path of ["/assets/old-1234.js", "/favicon.ico", "/index.html.br", "/.env"]) {
        assert.strictEqual(problem(yield* ask(path)).status, 404)
      }
      const head = yield* ask("/", { method: "HEAD" })
      assert.strictEqual(head.headers["content-length"], String(page.length))
      assert.lengthOf(head.body, 0)
    }).pipe(Effect.provide(SiteLayer))
  )

  it.live("no path leads out of the folder", () =>
    Effect.gen(function* () {
      const paths = [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt/..%2f",
        "/%00",
        "/..",
        "/%"
      ]
      for (const path of paths) {
        const answer = yield* ask(path)
        assert.strictEqual(answer.status, 404, path)
        assert.notInclude(text(answer), "a key of ours")
      }
    }).pipe(Effect.provide(SiteLayer))
  )

  it.live("without a build the response says what to do", () =>
    Effect.gen(function* () {
      const answer = yield* ask(`/episode/${complete.id}`)
      assert.strictEqual(answer.status, 503)
      assert.include(text(answer), "npm start")
      assert.strictEqual((yield* ask("/assets/main-k3v9.js")).status, 404)
    }).pipe(
      Effect.provide(
        served(
          Site.layer("/nowhere/at/all").pipe(
            Layer.provide([NodeServices.layer, testEpisodes(), testSessions])
          )
        )
      )
    )
  )

  it.live("a browser that opens the page gets a session, which no script can read", () =>
    Effect.gen(function* () {
      const browser = { accept: "text/html,*/*;q=0.8" }
      const first = yield* ask("/", { headers: browser })
      const cookie = first.headers["set-cookie"]?.[0] ?? ""
      assert.match(
        cookie,
        /^aethercast-session=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/
      )
      assert.strictEqual(first.headers["cache-control"], "private, no-cache")
      const known = `aethercast-session=${secretOf("a")}`
      const none = [
        yield* ask("/", { headers: { ...browser, cookie: `theme=dark; ${known}` } }),
        yield* ask("/"),
        yield* ask("/icon.svg", { headers: browser }),
        yield* ask("/nowhere", { headers: browser })
      ]
      for (const { headers } of none) assert.isUndefined(headers["set-cookie"])
      const secure = yield* ask("/", { headers: { ...browser, "x-forwarded-proto": "https" } })
      assert.include(secure.headers["set-cookie"]?.[0] ?? "", "; Secure")
    }).pipe(Effect.provide(SiteLayer))
  )

  it.live("a link to an episode shows what it is about where it is shared", () =>
    Effect.gen(function* () {
      const shared = yield* ask(`/episode/${complete.id}`, {
        headers: { host: "casts.example", "x-forwarded-proto": "https" }
      })
      const html = text(shared)
      assert.include(html, "<title>Tides (spring &amp; neap) – Gezeiten · Aethercast</title>")
      const url = "https://casts.example"
      for (const [property, content] of [
        ["og:title", "Tides (spring &amp; neap) – Gezeiten"],
        ["og:description", "Why the sea rises twice a day."],
        ["og:url", `${url}/episode/${complete.id}`],
        ["og:audio", `${url}/api/v1/podcasts/${complete.id}/audio.mp3`]
      ]) {
        assert.include(html, `<meta property="${property}" content="${content}" />`)
      }
      const again = yield* ask(`/episode/${complete.id}`, {
        headers: {
          host: "casts.example",
          "x-forwarded-proto": "https",
          "if-none-match": shared.headers.etag ?? ""
        }
      })
      assert.strictEqual(again.status, 304)
      assert.notInclude(text(yield* ask("/")), "og:title")
    }).pipe(Effect.provide(SiteLayer))
  )
})
