import { DocumentId, ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import { asDocument, focusOf, subjectOf } from "../../src/listener/TypedSubject.ts"

const none = { _tag: "None" } as const
const subject = (typed: string, withWeb = false) =>
  Result.map(subjectOf(typed, none, withWeb), ([subject]) => subject)

describe("what a listener types", () => {
  it("is a topic in words, without the space around them", () => {
    assert.deepStrictEqual(
      subject("  why bees dance "),
      Result.succeed({ _tag: "Words", words: "why bees dance" })
    )
    assert.deepStrictEqual(subject("Node.js"), Result.succeed({ _tag: "Words", words: "Node.js" }))
  })

  it("is an address when it is one alone, with or without its scheme", () => {
    const url = "https://www.example.org/tides?page=2"
    for (const typed of [url, "www.example.org/tides?page=2 "]) {
      assert.deepStrictEqual(
        subject(typed, true),
        Result.succeed({ _tag: "Address", url, withWeb: true })
      )
    }
    const words = "what https://example.org says"
    assert.deepStrictEqual(subject(words), Result.succeed({ _tag: "Words", words }))
  })

  it("is refused in words when it is neither", () => {
    assert.deepStrictEqual(
      subject("x"),
      Result.fail("Describe the topic in at least two characters.")
    )
    assert.deepStrictEqual(subject("http://"), Result.succeed({ _tag: "Words", words: "http://" }))
    assert.deepStrictEqual(
      subject("http://["),
      Result.fail("Give an address that begins with http:// or https://.")
    )
  })
})

describe("a focus that a listener types", () => {
  it("is absent when the field is empty, and refused in words when it is too short", () => {
    assert.deepStrictEqual(focusOf("  "), Result.succeed(undefined))
    assert.deepStrictEqual(focusOf(" the numbers "), Result.succeed("the numbers"))
    assert.deepStrictEqual(
      focusOf("x"),
      Result.fail("Describe the focus in at least two characters.")
    )
  })
})

describe("a document that a listener gives", () => {
  const document = new ListenerDocument({
    id: DocumentId.make("a".repeat(32)),
    title: "Harbour walls",
    words: 200,
    expiresAt: DateTime.makeUnsafe(0)
  })

  it("counts instead of what was typed", () => {
    assert.deepStrictEqual(
      subjectOf("bees", { _tag: "Read", document }, true),
      Result.succeed([
        { _tag: "Document", documentId: document.id, withWeb: true },
        { title: "Harbour walls" }
      ])
    )
  })

  it("has to be read first", () => {
    assert.isTrue(
      Result.isFailure(subjectOf("", { _tag: "Sending", name: "a.pdf", share: 1 }, false))
    )
  })

  it("is what a pasted text becomes when it is too long for a topic", () => {
    assert.isUndefined(asDocument("why bees dance\n"))
    assert.strictEqual(asDocument("First line.\nSecond line.")?.type, "text/plain")
    assert.isDefined(asDocument("word ".repeat(61)))
  })
})
