import { Component, UiDefinition } from "@aethercast/domain/Surface"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"

const decode = Schema.decodeUnknownResult(Schema.toCodecJson(UiDefinition))
const decodeComponent = Schema.decodeUnknownResult(Schema.toCodecJson(Component))

const wire = (change: Record<string, unknown> = {}) => ({
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

const refused = (value: unknown) => assert.isTrue(Result.isFailure(decodeComponent(value)))

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

  it("of a known type with wrong properties is refused", () => {
    refused({ type: "Heading", text: "Fresh", level: 9 })
    refused({ type: "Heading", level: 2 })
    refused({ type: "Button", text: "Go", action: { name: "format the disk", context: {} } })
    refused({ type: "Column", children: "all" })
  })

  it("without a type, or with one that is too long, is refused", () => {
    refused({ text: "Fresh" })
    refused({ type: "H".repeat(65) })
  })

  it("binds a property to a place in the data", () => {
    const bound = { type: "Text", text: { path: "/notice" } } as const
    assert.deepStrictEqual(decodeComponent(bound), Result.succeed<Component>(bound))
  })

  it("with a text over 2,000 characters or more than 200 children is refused", () => {
    refused({ type: "Text", text: "t".repeat(2001) })
    refused({ type: "Column", children: Array.from({ length: 201 }, () => "a") })
  })

  it("named constructor or toString is unknown, and not a known type", () => {
    for (const type of ["constructor", "toString", "__proto__"]) {
      assert.deepStrictEqual(decodeComponent({ type }), Result.succeed<Component>({ type }))
    }
  })
})

describe("a definition", () => {
  it("with one component that it does not know decodes", () => {
    const components = { page: { type: "Column", children: ["new"] }, new: { type: "Hologram" } }
    const { components: decoded } = Result.getOrThrow(decode(wire({ components })))
    assert.deepStrictEqual(decoded["new"], { type: "Hologram" })
  })

  it("of another catalog, or of a surface with a name that is none, is refused", () => {
    assert.isTrue(Result.isFailure(decode(wire({ catalog: "aethercast/2" }))))
    assert.isTrue(Result.isFailure(decode(wire({ surface: "../etc" }))))
  })

  it("leaves out a component named __proto__", () => {
    const components = JSON.parse(
      `{ "page": { "type": "Column", "children": [] }, "__proto__": { "type": "Hologram" } }`
    )
    const decoded = Result.getOrThrow(decode(wire({ components })))
    assert.deepStrictEqual(Object.keys(decoded.components), ["page"])
    assert.strictEqual(Object.getPrototypeOf(decoded.components), Object.prototype)
  })

  it("takes data named __proto__ for data", () => {
    const data = JSON.parse(`{ "__proto__": { "polluted": true } }`)
    const decoded = Result.getOrThrow(decode(wire({ data })))
    assert.isTrue(Object.hasOwn(decoded.data, "__proto__"))
    assert.isFalse("polluted" in decoded.data)
    assert.isFalse("polluted" in {})
  })
})
