import { NodeHttpClient, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, FileSystem, Layer, Path, type Scope } from "effect"
import { HttpClient } from "effect/http"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { docx, epub, pdf } from "./files/Documents.ts"
import { folderOf, libraryOf, note, put, until } from "./LibraryHarness.ts"

const scenario = (
  name: string,
  test: () => Effect.Effect<void, unknown, NodeServices.NodeServices | Scope.Scope>
) => it.live(name, () => Effect.provide(test(), NodeServices.layer))

const ids = (library: Library["Service"]) =>
  Effect.map(library.entries, (topics) => topics.map(({ id }) => id).toSorted())

const inLibrary = <A, E>(
  folder: string,
  test: Effect.Effect<A, E, Library | NodeServices.NodeServices | Scope.Scope>
) => Effect.provide(test, libraryOf(folder))

describe("Library", () => {
  scenario("describes a topic by its topic.json", () =>
    Effect.gen(function* () {
      const folder = yield* folderOf({
        "tides/topic.json": JSON.stringify({
          title: "How tides work",
          summary: "The sea and the Moon.",
          tags: ["science"],
          published: "2026-10-06"
        }),
        "tides/b.md": note("Second"),
        "tides/a.txt": "First\n\nThe tide comes in twice a day, as everybody here knows.\n"
      })
      const [topic] = yield* inLibrary(
        folder,
        Library.use(({ entries }) => entries)
      )
      assert.deepInclude<object | undefined>(topic, {
        id: "tides",
        title: "How tides work",
        summary: "The sea and the Moon.",
        tags: ["science"]
      })
      assert.strictEqual(topic && DateTime.formatIso(topic.publishedAt), "2026-10-06T00:00:00.000Z")
      assert.deepStrictEqual(
        topic?.documents.map(({ file, mediaType, title }) => [file, mediaType, title]),
        [
          ["a.txt", "text/plain", "First"],
          ["b.md", "text/markdown", "Second"]
        ]
      )
    })
  )

  scenario("describes a folder without topic.json, and a single document, from their content", () =>
    Effect.gen(function* () {
      const folder = yield* folderOf({
        "dark_matter/x.md": note("X"),
        "my notes.md": note("My walk on the beach")
      })
      const topics = yield* inLibrary(
        folder,
        Library.use(({ entries }) => entries)
      )
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const { mtime } = yield* fs.stat(path.join(folder, "my notes.md"))
      assert.sameDeepMembers(
        topics.map(({ id, summary, title }) => ({ id, summary, title })),
        [
          {
            id: "dark-matter",
            title: "Dark matter",
            summary: "The tide comes in twice a day, as everybody here knows."
          },
          {
            id: "my-notes",
            title: "My walk on the beach",
            summary: "The tide comes in twice a day, as everybody here knows."
          }
        ]
      )
      assert.deepStrictEqual(
        topics
          .filter(({ id }) => id === "my-notes")
          .map(({ publishedAt }) => DateTime.toDateUtc(publishedAt)),
        mtime._tag === "Some" ? [mtime.value] : []
      )
    })
  )

  scenario("adds, updates and removes the topic of a file with the file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const folder = yield* folderOf({ "old.md": note("Old") })
      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          yield* put(folder, "new.md", note("New"))
          yield* until((library) => Effect.map(ids(library), (all) => all.join() === "new,old"))
          yield* put(folder, "deep/er.md", note("Deeper"))
          yield* until((library) =>
            Effect.map(ids(library), (all) => all.join() === "deep,new,old")
          )
          yield* put(folder, "new.md", note("Renewed title"))
          yield* until(({ entries }) =>
            Effect.map(entries, (all) => all.some(({ title }) => title === "Renewed title"))
          )
          yield* fs.remove(path.join(folder, "old.md"))
          yield* until((library) => Effect.map(ids(library), (all) => all.join() === "deep,new"))
        })
      )
    })
  )

  scenario("lists a file under each of its names after a refresh", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const folder = yield* folderOf({ "one.md": note("One") })
      yield* fs.symlink(path.join(folder, "one.md"), path.join(folder, "two.md"))
      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          yield* put(folder, "three.md", note("Three"))
          yield* until((library) =>
            Effect.map(ids(library), (all) => all.join() === "one,three,two")
          )
          const { document } = yield* Library
          assert.strictEqual((yield* document("one", "one.md")).file, "one.md")
          assert.strictEqual((yield* document("two", "two.md")).file, "two.md")
        })
      )
    })
  )

  scenario("stops at 64 MB, and adds what was left out when there is room again", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const big = Buffer.alloc(2 * 1024 * 1024)
      const files = Array.from({ length: 32 }, (_, n) => [`big/${10 + n}.txt`, big] as const)
      const folder = yield* folderOf({ ...Object.fromEntries(files), "small.md": note("Small") })
      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          const { problems } = yield* Library
          assert.deepStrictEqual((yield* problems).at(-1), {
            path: "small.md",
            reason: "the library is full (64 MB)"
          })
          yield* fs.remove(path.join(folder, "big/10.txt"))
          yield* until((library) => Effect.map(ids(library), (all) => all.join() === "small"))
        })
      )
    })
  )

  scenario("reads a folder as soon as it is created", () =>
    Effect.gen(function* () {
      const path = yield* Path.Path
      const folder = path.join(yield* folderOf({}), "later")
      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          const { problems } = yield* Library
          assert.deepStrictEqual(yield* problems, [
            { path: folder, reason: "there is no such folder" }
          ])
          yield* put(folder, "a.md", note("A"))
          yield* until((library) => Effect.map(ids(library), (all) => all.join() === "a"))
          assert.deepStrictEqual(yield* problems, [])
        })
      )
    })
  )

  scenario("reads PDF, EPUB and DOCX files, and serves them as they are", () =>
    Effect.gen(function* () {
      const words = "The walls of the harbour are older than the town, as the divers found."
      const files = {
        "walls.pdf": pdf([[[words, 11, 700]]], "Walls below the sea"),
        "tides.epub": epub([`<h1>Tides</h1><p>${words}</p>`]),
        "mud.docx": docx(`<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`)
      }
      const folder = yield* folderOf(files)
      yield* Effect.gen(function* () {
        const library = yield* Library
        yield* until(() => Effect.map(library.entries, (topics) => topics.length === 3))
        const { origin } = yield* LibrarySite
        for (const [file, bytes] of Object.entries(files)) {
          const topic = file.slice(0, file.indexOf("."))
          const document = yield* library.document(topic, file)
          const [found] = yield* library.search("walls of the harbour", 1)
          assert.strictEqual(found?.file.includes("."), true)
          const answer = yield* HttpClient.get(`${origin}/${topic}/${file}`)
          assert.strictEqual(answer.headers["content-type"], document.mediaType)
          const served = yield* answer.arrayBuffer
          assert.deepStrictEqual(Buffer.from(served), Buffer.from(bytes))
        }
      }).pipe(
        Effect.provide([
          Layer.provideMerge(LibrarySite.layer, libraryOf(folder)),
          NodeHttpClient.layerUndici
        ])
      )
    })
  )

  scenario("reports the files that it leaves out, and keeps the others", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const outside = yield* folderOf({ "secret.md": note("Secret") })
      const folder = yield* folderOf({
        "good.md": note("Good"),
        "topic/fine.md": note("Fine"),
        "topic/bad.json": "{}",
        "topic/topic.json": "{ not json",
        "topic/inner/x.md": note("X"),
        "empty.md": "",
        "blank.txt": " \n ",
        "binary.md": Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
        "encoding.txt": Buffer.from("Ein schöner größerer Tag").subarray(0, 16),
        "big.txt": Buffer.alloc(50 * 1024 * 1024, "word "),
        "bomb.html": "<div>".repeat(20_000),
        "numbers.txt": "1 2 3",
        "paper.pdf": "%PDF-1.7",
        ".hidden": "ignored",
        "latin.txt": Buffer.from(
          "Café\n\nDas schöne Café am Meer ist heute leider schon geschlossen.",
          "latin1"
        )
      })
      yield* fs.symlink(path.join(outside, "secret.md"), path.join(folder, "leads-out.md"))
      yield* fs.symlink(outside, path.join(folder, "leads-out"))
      yield* fs.symlink(path.join(folder, "nowhere"), path.join(folder, "dangles.md"))
      yield* fs.symlink(path.join(folder, "good.md"), path.join(folder, "same.md"))

      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          const library = yield* Library
          const problems = yield* library.problems
          assert.deepStrictEqual(
            Object.fromEntries(problems.map((problem) => [problem.path, problem.reason])),
            {
              "big.txt": "it is larger than 2 MB",
              "binary.md": "it is binary, not text",
              "blank.txt": "it is empty",
              "bomb.html": "its elements are nested too deeply",
              "dangles.md": "it cannot be read (NotFound)",
              "empty.md": "it is empty",
              "encoding.txt": "it is neither UTF-8 nor windows-1252 text",
              "leads-out": "it leads out of the folder",
              "leads-out.md": "it leads out of the folder",
              "numbers.txt": "it has no text to read",
              "paper.pdf": "it is not a valid PDF",
              "topic/bad.json": "only .md, .html, .txt, .pdf, .epub and .docx files are documents",
              "topic/inner": "folders in a topic are not read",
              "topic/topic.json": "it does not describe a topic"
            }
          )
          assert.strictEqual(problems.length, 14)
          assert.deepStrictEqual(yield* ids(library), ["good", "latin", "same", "topic"])
          const latin = yield* library.document("latin", "latin.txt")
          assert.include(Buffer.from(latin.bytes).toString(), "schöne Café")
        })
      )
    })
  )

  scenario("returns no files other than the documents that it lists", () =>
    Effect.gen(function* () {
      const folder = yield* folderOf({ "a/b.md": note("B") })
      yield* inLibrary(
        folder,
        Effect.gen(function* () {
          const library = yield* Library
          assert.strictEqual((yield* library.document("a", "b.md")).title, "B")
          for (const file of ["../a/b.md", "/etc/passwd", "c.md", ""]) {
            const error = yield* Effect.flip(library.document("a", file))
            assert.strictEqual(error._tag, "DocumentNotFound")
          }
        })
      )
    })
  )

  scenario("replaces a shipped topic by the user's topic with the same id", () =>
    Effect.gen(function* () {
      const mine = yield* folderOf({ "tides/mine.md": note("My tides") })
      yield* Effect.provide(
        until(({ entries }) =>
          Effect.map(
            entries,
            (topics) =>
              topics.length > 1 &&
              topics.some(
                ({ documents, id }) => id === "tides" && documents[0]?.title === "My tides"
              )
          )
        ),
        libraryOf(shippedLibrary, mine)
      )
    })
  )

  scenario("finds documents by words", () =>
    Effect.gen(function* () {
      const found = yield* Effect.provide(
        Library.use(({ search }) => search("how did sailors find their longitude", 3)),
        libraryOf(shippedLibrary)
      )
      assert.strictEqual(found[0]?.topic, "longitude")
    })
  )
})
