import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { docxType, epubType, type FileDocument } from "@aethercast/agents/sources/Extraction"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { archive, docx, epub, pdf } from "./Documents.ts"

const read = (mediaType: FileDocument["mediaType"], bytes: Uint8Array) =>
  Extractor.use(({ extract }) => extract({ mediaType, bytes, url: "http://a.test/x" }))

const texts = (mediaType: FileDocument["mediaType"], bytes: Uint8Array) =>
  Effect.map(read(mediaType, bytes), ({ paragraphs }) =>
    paragraphs.map(({ heading, text }) => `${heading}|${text}`)
  )

const reason = (mediaType: FileDocument["mediaType"], bytes: Uint8Array) =>
  Effect.map(Effect.flip(read(mediaType, bytes)), (error) => error.reason)

const scenario = (name: string, test: () => Effect.Effect<void, unknown, Extractor>) =>
  it.live(name, () => Effect.provide(test(), Extractor.layer))

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
const paragraph = (content: string, style = "") =>
  `<w:p>${style === "" ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${content}</w:p>`

describe("FileExtraction", () => {
  scenario("reads the paragraphs of a PDF across its pages, without page numbers and headers", () =>
    Effect.gen(function* () {
      const page = (number: number, ...lines: ReadonlyArray<string>) => [
        ["The walls of the harbour", 9, 760] as const,
        ...lines.map((line, index) => [line, 11, 700 - index * 14] as const),
        [`- ${number} -`, 9, 40] as const
      ]
      const bytes = pdf(
        [
          [
            ...page(1),
            ["Walls below the sea", 18, 720],
            ["The harbour of the old town has been dredged twice since", 11, 680],
            ["the war, and every time the ma-", 11, 666],
            ["sons found walls below the mud.", 11, 652],
            ["The second wall was older than the first one, and it was built of", 11, 620]
          ],
          page(2, "oak and stone by forty men."),
          page(3, "The third wall was found in spring."),
          page(4, "The fourth wall was found in autumn.")
        ],
        "Walls and the sea"
      )
      const prose = yield* read("application/pdf", bytes)
      assert.strictEqual(prose.title, "Walls and the sea")
      assert.deepStrictEqual(
        prose.paragraphs.map(({ heading, text }) => `${heading}|${text}`),
        [
          "Walls below the sea|The harbour of the old town has been dredged twice since the war, and every time the masons found walls below the mud.",
          "Walls below the sea|The second wall was older than the first one, and it was built of oak and stone by forty men.",
          "Walls below the sea|The third wall was found in spring.",
          "Walls below the sea|The fourth wall was found in autumn."
        ]
      )
    })
  )

  scenario("reads the chapters of an EPUB in the order of its spine", () =>
    Effect.gen(function* () {
      const chapter = (title: string, body: string) =>
        `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><style>.x{display:none}</style></head><body><h1>${title}</h1>${body}</body></html>`
      const bytes = epub([
        chapter("The second", "<p>The second wall is older<a href='#n1'>1</a>.</p>"),
        chapter("The first", '<p>The first wall is of stone.</p><p class="x">SECRET</p>')
      ])
      const prose = yield* read(epubType, bytes)
      assert.strictEqual(prose.title, "The walls & the sea")
      assert.deepStrictEqual(
        prose.paragraphs.map(({ heading, text }) => `${heading}|${text}`),
        ["The first|The first wall is of stone.", "The second|The second wall is older."]
      )
    })
  )

  scenario("reads a Word document without what is deleted, and without a formula's sentence", () =>
    Effect.gen(function* () {
      const bytes = docx(
        [
          paragraph(run("Walls below the sea"), "Title"),
          paragraph(run("The second wall"), "Heading1"),
          paragraph(
            `${run("It took ")}<w:del w:id="1" w:author="a"><w:r><w:delText>five</w:delText></w:r></w:del>${run("six years to build it.")}`
          ),
          paragraph(
            `${run("It is high. The energy is ")}<m:oMath><m:r><m:t>E</m:t></m:r></m:oMath>${run(" joules.")}`
          ),
          paragraph(
            `${run("It has 10")}<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>${run(" stones in all.")}`
          )
        ].join("")
      )
      assert.deepStrictEqual(yield* texts(docxType, bytes), [
        "The second wall|It took six years to build it.",
        "The second wall|It is high.",
        "The second wall|It has 10³ stones in all."
      ])
    })
  )

  scenario("refuses what is damaged or protected, with the reason", () =>
    Effect.gen(function* () {
      const noise = Buffer.from("this is not what it says it is")
      assert.strictEqual(yield* reason("application/pdf", noise), "it is not a valid PDF")
      assert.strictEqual(yield* reason(epubType, noise), "it is not a valid archive")
      assert.strictEqual(yield* reason(docxType, noise), "it is not a valid archive")
      assert.strictEqual(yield* reason(epubType, archive({ a: "b" })), "it is not an EPUB")
      assert.strictEqual(yield* reason(docxType, archive({ a: "b" })), "it is not a Word document")
      assert.strictEqual(yield* reason("application/pdf", pdf([[]])), "it has no text to read")
      const encryption =
        '<encryption><EncryptedData><CipherData><CipherReference URI="OEBPS/text/c0.xhtml"/></CipherData></EncryptedData></encryption>'
      assert.strictEqual(
        yield* reason(epubType, epub(["x"], { "META-INF/encryption.xml": encryption })),
        "it is protected against copying"
      )
    })
  )

  scenario("refuses an archive that is a bomb, and reads the next document", () =>
    Effect.gen(function* () {
      const bomb = "a".repeat(20 * 1024 * 1024)
      for (const [type, bytes] of [
        [epubType, epub([bomb])],
        [docxType, docx(bomb)]
      ] as const) {
        assert.strictEqual(yield* reason(type, bytes), "it is too large when decompressed")
      }
      const good = Buffer.from("The tide comes in twice a day, as everybody knows.")
      assert.strictEqual((yield* read("text/plain", good)).paragraphs.length, 1)
    })
  )
})
