import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import { hasTitle, levelsOf } from "../../src/surface/HeadingLevels.ts"

const view = (components: UiDefinition["components"]): UiDefinition =>
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

describe("levels of headings", () => {
  it("keep one heading of level 1, whatever the view says", () => {
    const levels = levelsOf(
      view({
        first: { type: "Heading", text: "One", level: 1 },
        second: { type: "Heading", text: "Two", level: 1 }
      })
    )
    assert.deepStrictEqual([levels("first"), levels("second")], [1, 2])
  })

  it("put cards under the headings of level 2, or in their place", () => {
    assert.strictEqual(levelsOf(view({ h: { type: "Heading", text: "Two", level: 2 } }))("card"), 3)
    assert.strictEqual(levelsOf(view({}))("card"), 2)
  })

  it("tell whether the page has to name itself", () => {
    assert.isFalse(hasTitle(view({ h: { type: "Heading", text: "Two", level: 2 } })))
    assert.isTrue(hasTitle(view({ h: { type: "Heading", text: "One", level: 1 } })))
  })
})
