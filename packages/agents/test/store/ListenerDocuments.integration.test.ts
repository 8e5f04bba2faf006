import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { migrations } from "@aethercast/agents/store/Migrations"
import { Prose } from "@aethercast/agents/sources/Article"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"

const proseOf = (text: string, title = "") =>
  new Prose({
    title,
    paragraphs: [{ heading: "", text }],
    references: [],
    sentences: [{ paragraph: 0, start: 0, end: text.length }],
    language: "en",
    sketch: []
  })

layer(ListenerDocuments.layer.pipe(Layer.provideMerge(TestDatabase.layer(migrations))), {
  excludeTestServices: true
})("ListenerDocuments", (it) => {
  it.effect(
    "a document is found by its owner only, and has the title of its file if it has none",
    () =>
      Effect.gen(function* () {
        const documents = yield* ListenerDocuments
        const saved = yield* documents.save(
          "anna",
          "harbour walls.pdf",
          proseOf("Four words of oak.")
        )
        assert.strictEqual(saved.title, "harbour walls")
        assert.strictEqual(saved.words, 4)
        assert.deepStrictEqual(yield* documents.find("anna", saved.id), Option.some(saved))
        assert.isTrue(Option.isNone(yield* documents.find("berta", saved.id)))
        const prose = yield* documents.read(saved.id)
        assert.strictEqual(Option.getOrThrow(prose).paragraphs[0]?.text, "Four words of oak.")

        yield* documents.remove("berta", saved.id)
        assert.isTrue(Option.isSome(yield* documents.find("anna", saved.id)))
        yield* documents.remove("anna", saved.id)
        assert.isTrue(Option.isNone(yield* documents.read(saved.id)))
      })
  )

  it.effect("the same document of an owner has the same id, that of another owner has not", () =>
    Effect.gen(function* () {
      const documents = yield* ListenerDocuments
      const save = (owner: string) =>
        documents.save(owner, "a.txt", proseOf("The same \0 text.", "Same"))
      const [first, again, other] = [yield* save("anna"), yield* save("anna"), yield* save("berta")]
      assert.strictEqual(first.id, again.id)
      assert.notStrictEqual(first.id, other.id)
    })
  )

  it.effect("an owner keeps the newest 50 documents", () =>
    Effect.gen(function* () {
      const documents = yield* ListenerDocuments
      const saved = yield* Effect.forEach(Array.from({ length: 52 }).keys(), (n) =>
        documents.save("carla", "", proseOf(`Document number ${n}.`, `Number ${n}`))
      )
      const found = yield* Effect.forEach(saved, ({ id }) => documents.find("carla", id))
      assert.deepStrictEqual(found.slice(0, 3).map(Option.isSome), [false, false, true])
    })
  )

  it.effect("a document that has expired is not found, and is deleted with the next one", () =>
    Effect.gen(function* () {
      const documents = yield* ListenerDocuments
      const sql = yield* SqlClient.SqlClient
      const { id } = yield* documents.save("dora", "old.txt", proseOf("An old text."))
      yield* sql`UPDATE listener_documents SET expires_at = now() WHERE document_id = ${id}`
      assert.isTrue(Option.isNone(yield* documents.find("dora", id)))
      assert.isTrue(Option.isNone(yield* documents.read(id)))
      yield* documents.save("dora", "new.txt", proseOf("A new text."))
      const left = yield* sql`SELECT FROM listener_documents WHERE document_id = ${id}`
      assert.strictEqual(left.length, 0)
    })
  )

  it.effect("a document with more text than is stored is refused", () =>
    Effect.gen(function* () {
      const documents = yield* ListenerDocuments
      const paragraph = { heading: "", text: "word ".repeat(4000) }
      const prose = new Prose({
        ...proseOf("x"),
        paragraphs: Array.from({ length: 1000 }, () => paragraph)
      })
      const error = yield* Effect.flip(documents.save("emma", "long.txt", prose))
      assert.strictEqual(error._tag, "DocumentTooLong")
    })
  )
})
