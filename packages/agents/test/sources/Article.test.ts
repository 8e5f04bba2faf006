import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import { Article, passages, sourceId, textOf } from "@aethercast/agents/sources/Article"
import { quotableSentences } from "@aethercast/agents/sources/Sentences"
import { Source } from "@aethercast/domain/Source"
import { proseOf } from "./Cases.ts"

const url = "https://a.example/"
const source = new Source({ id: sourceId(url), url, title: "T", site: "S" })

const Piece = Schema.Literals([
  "The sea rose. ",
  "Why? ",
  "Mr. Ede v. Berg said so. ",
  "10²³ ",
  "“We saw it!” ",
  "他说了话。",
  "𝒳 is one of the signs. ",
  "and so on and on ",
  "\n\n",
  "# Part\n\n",
  "- item\n"
])

const texts = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Schema.Union([Piece, Schema.String])), { maxLength: 60 }),
  (parts) => `The harbour is old and long. ${parts.join("")}\n\nThe end is here.`
)

describe("Article", () => {
  for (const mediaType of ["text/plain", "text/markdown", "text/html"] as const) {
    it.prop(`has passages that stand where they say, in ${mediaType}`, [texts], ([text]) => {
      const article = new Article({ ...proseOf(mediaType, text), source })
      const stored = textOf(article)
      let end = 0
      for (const passage of passages(article)) {
        assert.strictEqual(
          stored.slice(passage.start, passage.start + passage.text.length),
          passage.text
        )
        assert.isAtLeast(passage.start, end)
        assert.strictEqual(passage.text, passage.text.trim())
        end = passage.start + passage.text.length
      }
    })
  }

  it("joins a fragment to the sentence after it, or else before it", () => {
    const quotes = (text: string) =>
      quotableSentences([{ text }]).map(({ end, start }) => text.slice(start, end))
    assert.deepStrictEqual(quotes("Why? Nobody knows it yet. It rained."), [
      "Why? Nobody knows it yet. It rained."
    ])
    assert.deepStrictEqual(quotes("Why? Nobody knows it yet. It rained all day."), [
      "Why? Nobody knows it yet.",
      "It rained all day."
    ])
    assert.deepStrictEqual(quotes("Nobody knows it yet. Why? It rained all day."), [
      "Nobody knows it yet. Why?",
      "It rained all day."
    ])
    assert.deepStrictEqual(quotes("Why?"), [])
  })

  it("finds quotable sentences in a script without spaces", () => {
    assert.strictEqual(quotableSentences([{ text: "その港は古い。誰も知らない。" }]).length, 2)
  })

  const languages: ReadonlyArray<readonly [tag: string, text: string]> = [
    ["en", "The harbour of the old town has been dredged twice since the war."],
    ["de", "Der Hafen der alten Stadt wurde seit dem Krieg zweimal ausgebaggert."],
    ["fr", "Le port de la vieille ville a été dragué deux fois depuis la guerre."],
    ["es", "El puerto de la ciudad vieja ha sido dragado dos veces desde la guerra."],
    ["it", "Il porto della città vecchia è stato dragato due volte dopo la guerra."],
    ["cs", "Přístav starého města byl od války dvakrát prohlouben, a nikdo neví proč."],
    ["ja", "その古い町の港は、戦争のあとで二回さらわれました。誰も理由を知りません。"],
    ["und", "Ok."]
  ]
  for (const [tag, text] of languages) {
    it(`takes ${JSON.stringify(text.slice(0, 30))} for ${tag}`, () => {
      assert.strictEqual(proseOf("text/plain", text).language, tag)
    })
  }
})
