import { DocumentId } from "@aethercast/domain/ListenerDocument"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { docx, epub, pdf } from "../../../agents/test/sources/files/Documents.ts"
import { bearer } from "../sessions/TestSessions.ts"
import { testApi } from "./TestApi.ts"
import { ask, problem, type Response, served, text } from "./TestServer.ts"

const essay =
  "The harbour was founded in 1066. The masons found the first wall while they dug for clay."

const upload = (type: string, body: string | Uint8Array, name = "", session = "a") =>
  ask(`/api/v1/documents?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "content-type": type, ...(session === "" ? {} : bearer(session)) },
    body
  })

const idOf = (answer: Response): DocumentId =>
  Schema.decodeSync(Schema.fromJsonString(Schema.Struct({ id: DocumentId })))(text(answer)).id

const order = (body: unknown, session = "a") =>
  ask("/api/v1/podcasts", {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(session) },
    body: JSON.stringify(body)
  })

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

layer(served(testApi()), { excludeTestServices: true })("DocumentsApi", (it) => {
  it.effect("PDF, EPUB, DOCX, HTML, Markdown and text are read", () =>
    Effect.gen(function* () {
      const files: ReadonlyArray<readonly [type: string, body: string | Uint8Array]> = [
        ["text/plain", essay],
        ["text/plain; charset=utf-8", essay],
        ["text/markdown", `# Walls\n\n${essay}`],
        ["text/html", `<h1>Walls</h1><p>${essay}</p>`],
        ["application/pdf", pdf([[["The harbour was founded in 1066.", 11, 700]]], "Walls")],
        [docxType, docx(`<w:p><w:r><w:t>${essay}</w:t></w:r></w:p>`)],
        ["application/epub+zip", epub([`<p>${essay}</p>`])]
      ]
      for (const [type, body] of files) {
        const answer = yield* upload(type, body, "walls.bin")
        assert.strictEqual(answer.status, 201, `${type}: ${text(answer)}`)
        assert.match(text(answer), /"title":"(?:[wW]alls|The walls)/)
      }
    })
  )

  it.effect("a document belongs to its session", () =>
    Effect.gen(function* () {
      assert.strictEqual(problem(yield* upload("text/plain", essay, "a.txt", "")).status, 401)
      const id = idOf(yield* upload("text/plain", essay, "walls.txt"))
      const at = (session: string, method = "GET") =>
        ask(`/api/v1/documents/${id}`, { method, headers: bearer(session) })
      assert.strictEqual((yield* at("a")).status, 200)
      assert.strictEqual(problem(yield* at("b")).status, 404)
      assert.strictEqual((yield* at("b", "DELETE")).status, 204)
      assert.strictEqual((yield* at("a")).status, 200)
      assert.strictEqual((yield* at("a", "DELETE")).status, 204)
      assert.strictEqual(problem(yield* at("a")).status, 404)
    })
  )

  it.effect("what is no document, or has no text, is refused with the reason", () =>
    Effect.gen(function* () {
      assert.strictEqual(problem(yield* upload("image/png", "picture")).status, 415)
      for (const [type, body, reason] of [
        ["application/pdf", "%PDF-1.7 broken", /cannot be read/],
        ["application/epub+zip", "no archive", /cannot be read/],
        ["text/plain", "", /it is empty/],
        ["text/html", "<script>only code</script>", /no text/]
      ] as const) {
        const refused = problem(yield* upload(type, body))
        assert.strictEqual(refused.status, 422, type)
        assert.match(refused.detail ?? "", reason)
      }
    })
  )

  it.effect("text of more than 2 MB is refused, and any file of more than 20 MB", () =>
    Effect.gen(function* () {
      const large = problem(yield* upload("application/pdf", new Uint8Array(20 * 2 ** 20 + 1)))
      assert.strictEqual(large.status, 413)
      assert.strictEqual(large.detail, "A document may have at most 20 MB.")
      const long = problem(yield* upload("text/plain", "a word\n".repeat(400_000)))
      assert.strictEqual(long.status, 422)
      assert.match(long.detail ?? "", /larger than 2 MB/)
    })
  )

  it.effect("a podcast is ordered from an address, a text or a document of the session", () =>
    Effect.gen(function* () {
      const documentId = idOf(yield* upload("text/plain", essay, "walls.txt"))
      for (const body of [
        { url: "https://example.org/walls" },
        { url: "https://example.org/walls", withWeb: true },
        { text: essay },
        { documentId, withWeb: true, lengthSeconds: 60 }
      ]) {
        const answer = yield* order(body)
        assert.strictEqual(answer.status, 202, text(answer))
      }
    })
  )

  it.effect("an order names one thing, and what it names has to be right", () =>
    Effect.gen(function* () {
      const one = "Give one of topicId, topic, url, text and documentId."
      for (const [body, detail] of [
        [{}, one],
        [{ topic: "tides", text: essay }, one],
        [
          { url: "ftp://example.org" },
          "url: Give an address that begins with http:// or https://."
        ],
        [{ text: " " }, "text: The text is empty."],
        [
          { documentId: "walls" },
          "documentId: A document's id is 32 lower-case hexadecimal digits."
        ]
      ] as const) {
        const refused = problem(yield* order(body))
        assert.strictEqual(refused.status, 400)
        assert.strictEqual(refused.detail, detail)
      }
    })
  )
})
