import { Component } from "@aethercast/domain/SurfaceCatalog"
import { UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"

const decode = Schema.decodeUnknownResult(Schema.toCodecJson(UiDefinition))
const decodeComponent = Schema.decodeUnknownResult(Schema.toCodecJson(Component))

const definitionJson = (change: Record<string, unknown> = {}) => ({
  catalog: "aethercast/1",
  surface: "landing",
  version: 0,
  locale: "en",
  title: "Aethercast",
  root: "page",
  components: { page: { type: "Column", children: [] } },
  data: {},
  ...change
})

const assertRejected = (value: unknown) => assert.isTrue(Result.isFailure(decodeComponent(value)))

describe("a component", () => {
  it("of a newer catalog is kept with its fallback, its children and its label", () => {
    const newer = {
      type: "Hologram",
      fallback: "plain",
      children: ["a", "b"],
      accessibility: { label: "A hologram" }
    }
    assert.deepStrictEqual(
      decodeComponent({ ...newer, depth: 3 }),
      Result.succeed<Component>(newer)
    )
  })

  it("of a catalog type with wrong properties is rejected", () => {
    assertRejected({ type: "Heading", text: "Fresh", level: 9 })
    assertRejected({ type: "Heading", level: 2 })
    assertRejected({ type: "Button", text: "Go", action: { name: "format the disk", context: {} } })
    assertRejected({ type: "Column", children: "all" })
  })

  it("without a type, or with one that is too long, is rejected", () => {
    assertRejected({ text: "Fresh" })
    assertRejected({ type: "H".repeat(65) })
  })

  it("binds a property to a value in the data", () => {
    const bound = { type: "Text", text: { path: "/notice" } } as const
    assert.deepStrictEqual(decodeComponent(bound), Result.succeed<Component>(bound))
  })

  it("with a text over 2,000 characters or more than 200 children is rejected", () => {
    assertRejected({ type: "Text", text: "t".repeat(2001) })
    assertRejected({ type: "Column", children: Array.from({ length: 201 }, () => "a") })
  })

  it("of type constructor or toString is unknown, not a catalog type", () => {
    for (const type of ["constructor", "toString", "__proto__"]) {
      assert.deepStrictEqual(decodeComponent({ type }), Result.succeed<Component>({ type }))
    }
  })
})

describe("a definition", () => {
  it("with one unknown component decodes", () => {
    const components = { page: { type: "Column", children: ["new"] }, new: { type: "Hologram" } }
    const { components: decoded } = Result.getOrThrow(decode(definitionJson({ components })))
    assert.deepStrictEqual(decoded["new"], { type: "Hologram" })
  })

  it("of another catalog, or with a malformed surface id, is rejected", () => {
    assert.isTrue(Result.isFailure(decode(definitionJson({ catalog: "aethercast/2" }))))
    assert.isTrue(Result.isFailure(decode(definitionJson({ surface: "../etc" }))))
  })

  it("drops a component named __proto__", () => {
    const components = JSON.parse(
      `{ "page": { "type": "Column", "children": [] }, "__proto__": { "type": "Hologram" } }`
    )
    const decoded = Result.getOrThrow(decode(definitionJson({ components })))
    assert.deepStrictEqual(Object.keys(decoded.components), ["page"])
    assert.strictEqual(Object.getPrototypeOf(decoded.components), Object.prototype)
  })

  it("treats data named __proto__ as plain data", () => {
    const data = JSON.parse(`{ "__proto__": { "polluted": true } }`)
    const decoded = Result.getOrThrow(decode(definitionJson({ data })))
    assert.isTrue(Object.hasOwn(decoded.data, "__proto__"))
    assert.isFalse("polluted" in decoded.data)
    assert.isFalse("polluted" in {})
  })
})
