import type { Taste } from "@aethercast/domain/Taste"
import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import type { Schema } from "effect"
import { personalPage } from "../../src/landing/PersonalPage.ts"

const pageWith = (snippets: Schema.Json) =>
  new UiDefinition({
    catalog: "aethercast/1",
    surface: SurfaceId.make("landing"),
    version: 3,
    locale: "en",
    title: "Aethercast",
    root: "page",
    components: { page: { type: "Column", children: [] } },
    data: { pending: 1, snippets }
  })

const page = pageWith({
  order: ["bees", "tides"],
  byId: {
    bees: { title: "Bees", score: 0.5, reasons: "new today", themes: ["bees"] },
    tides: { title: "Tides", score: 0.4, reasons: "in the library", themes: ["tides"] }
  }
})

const likesTides: Taste = [{ theme: "tides", weight: 0.5 }]

describe("the page of topics for a listener", () => {
  it("is the page for everybody without a taste", () => {
    assert.strictEqual(personalPage(page, []), page)
  })

  it("has the topics in the listener's order, with the reason before the others", () => {
    assert.deepStrictEqual(personalPage(page, likesTides).data, {
      pending: 1,
      snippets: {
        order: ["tides", "bees"],
        byId: {
          tides: {
            title: "Tides",
            score: 0.4,
            reasons: "because you liked tides · in the library",
            themes: ["tides"]
          },
          bees: { title: "Bees", score: 0.5, reasons: "new today", themes: ["bees"] }
        }
      }
    })
  })

  it("is the page for everybody when its cards have no themes, as those of an older server", () => {
    const older = pageWith({ order: ["bees"], byId: { bees: { title: "Bees" } } })
    assert.strictEqual(personalPage(older, likesTides), older)
  })
})
