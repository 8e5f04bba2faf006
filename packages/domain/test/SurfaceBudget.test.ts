import { excess, surfaceBudget } from "@aethercast/domain/SurfaceBudget"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"

const decode = Schema.decodeUnknownResult(Schema.toCodecJson(UiDefinition))

const column = (children: unknown) => ({ type: "Column", children })
const surface = (components: Record<string, unknown>, data: unknown = {}) => ({
  catalog: "aethercast/1",
  surface: "landing",
  version: 0,
  locale: "en",
  title: "Aethercast",
  root: "page",
  components,
  data
})

/** Three columns, each with the next one sixty times. */
const cubed = surface({
  page: column(Array.from({ length: 60 }, () => "row")),
  row: column(Array.from({ length: 60 }, () => "cell")),
  cell: column(Array.from({ length: 60 }, () => "text")),
  text: { type: "Text", text: "x" }
})

const list = (length: number) => {
  const order = Array.from({ length }, (_, index) => `k${index}`)
  return { order, byId: Object.fromEntries(order.map((key) => [key, { title: key }])) }
}

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

describe("the budget of a surface", () => {
  it("refuses children that multiply, in little time", () => {
    const before = process.threadCpuUsage()
    const result = decode(cubed)
    const { system, user } = process.threadCpuUsage(before)
    assert.isTrue(Result.isFailure(result))
    assert.include(String(result), "more than 2000 nodes")
    assert.isBelow((user + system) / 1000, 50)
  })

  it("counts the children of a template for each item, and templates in templates", () => {
    const flat = (length: number) =>
      surface(
        { page: column({ template: "card", path: "/list" }), card: { type: "Text", text: "x" } },
        { list: list(length) }
      )
    assert.isTrue(Result.isSuccess(decode(flat(1999))))
    assert.isTrue(Result.isFailure(decode(flat(2000))))
    const squared = surface(
      {
        page: column({ template: "row", path: "/list" }),
        row: column({ template: "cell", path: "/list" }),
        cell: { type: "Text", text: "x" }
      },
      { list: list(50) }
    )
    assert.isTrue(Result.isFailure(decode(squared)))
  })

  it("counts the children and fallbacks of components that it does not know", () => {
    const unknown = surface({
      page: { type: "Hologram", children: Array.from({ length: 60 }, () => "row") },
      row: { type: "Hologram", fallback: "cells" },
      cells: column(Array.from({ length: 60 }, () => "text")),
      text: { type: "Text", text: "x" }
    })
    assert.isTrue(Result.isFailure(decode(unknown)))
  })

  it("allows a component that contains itself: the page renders it once", () => {
    assert.isTrue(Result.isSuccess(decode(surface({ page: column(["page", "page"]) }))))
  })

  it("refuses too many components, and too much or too deep data", () => {
    const many = Object.fromEntries(
      Array.from({ length: surfaceBudget.components }, (_, index) => [`c${index}`, column([])])
    )
    const page = { page: column([]) }
    const refused = [
      surface({ ...page, ...many }),
      surface(page, { values: Array.from({ length: surfaceBudget.values }, () => 1) }),
      surface(page, { text: "x".repeat(surfaceBudget.characters + 1) }),
      surface(page, { deep: nested(surfaceBudget.valueDepth) })
    ]
    for (const one of refused) assert.isTrue(Result.isFailure(decode(one)))
    assert.isTrue(Result.isSuccess(decode(surface(page, { deep: nested(10) }))))
  })

  it("holds for a definition that is made here", () => {
    const components = Object.fromEntries(
      ["page", "row", "cell"].map((id, at, ids) => [
        id,
        {
          type: "Column" as const,
          children: Array.from({ length: 60 }, () => ids[at + 1] ?? "none")
        }
      ])
    )
    const parts = {
      catalog: "aethercast/1" as const,
      surface: SurfaceId.make("landing"),
      version: 0,
      locale: "en",
      title: "Aethercast",
      root: "page",
      components,
      data: {}
    }
    assert.strictEqual(excess(parts), "more than 2000 nodes")
    assert.throws(() => new UiDefinition(parts))
  })

  it("holds after a patch", () => {
    const { components, ...rest } = cubed
    const small = Result.getOrThrow(
      decode({ ...rest, components: { ...components, page: column([]) } })
    )
    const patched = SurfaceState.apply(Option.some(small), {
      _tag: "Patch",
      from: 0,
      to: 1,
      operations: [
        {
          op: "replace",
          path: "/components/page",
          value: { type: "Column", children: ["row", "row"] }
        }
      ]
    })
    assert.isTrue(Result.isFailure(patched))
  })
})
