import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import { hasMainHeading, headingLevels } from "../../src/surface/HeadingLevels.ts"

const definitionWith = (components: UiDefinition["components"]): UiDefinition =>
  new UiDefinition({
    catalog: "aethercast/1",
    surface: SurfaceId.make("landing"),
    version: 0,
    locale: "en",
    title: "Aethercast",
    root: "root",
    components,
    data: {}
  })

describe("heading levels", () => {
  it("allow only one heading of level 1", () => {
    const levels = headingLevels(
      definitionWith({
        first: { type: "Heading", text: "One", level: 1 },
        second: { type: "Heading", text: "Two", level: 1 }
      })
    )
    assert.deepStrictEqual([levels("first"), levels("second")], [1, 2])
  })

  it("put cards below level 2, or at level 2 when no heading has it", () => {
    assert.strictEqual(
      headingLevels(definitionWith({ h: { type: "Heading", text: "Two", level: 2 } }))("card"),
      3
    )
    assert.strictEqual(headingLevels(definitionWith({}))("card"), 2)
  })

  it("show whether the surface has a main heading", () => {
    assert.isFalse(
      hasMainHeading(definitionWith({ h: { type: "Heading", text: "Two", level: 2 } }))
    )
    assert.isTrue(hasMainHeading(definitionWith({ h: { type: "Heading", text: "One", level: 1 } })))
  })
})
