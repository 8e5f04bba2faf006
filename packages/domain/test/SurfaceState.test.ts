import type { Component } from "@aethercast/domain/SurfaceCatalog"
import { SurfaceEvent } from "@aethercast/domain/SurfaceEvent"
import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Result, Schema } from "effect"

const pool: ReadonlyArray<readonly [string, Component]> = [
  ["list", { type: "Grid", children: { template: "card", path: "/items" } }],
  ["card", { type: "Text", text: { path: "title" } }],
  ["more", { type: "Placeholder", count: 3 }],
  ["later", { type: "Hologram", fallback: "more" }]
]
const Choice = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 15 }))
const Version = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))
const Data = Schema.Record(Schema.String, Schema.Json)

const definition = Arbitrary.map(
  Arbitrary.all({
    choice: Arbitrary.schema(Choice),
    data: Arbitrary.schema(Data),
    title: Arbitrary.schema(Schema.String),
    version: Arbitrary.schema(Version)
  }),
  ({ choice, data, title, version }) =>
    new UiDefinition({
      catalog: "aethercast/1",
      surface: SurfaceId.make("landing"),
      version,
      locale: "en",
      title,
      root: "page",
      components: {
        page: { type: "Column", children: ["list", "more"] },
        ...Object.fromEntries(pool.filter((_, index) => (choice >> index) % 2 === 1))
      },
      data
    })
)

const definitionWith = (items: number, version = items) =>
  new UiDefinition({
    catalog: "aethercast/1",
    surface: SurfaceId.make("landing"),
    version,
    locale: "en",
    title: "Aethercast",
    root: "page",
    components: Object.fromEntries([["page", { type: "Column", children: [] }], ...pool]),
    data: { items: Array.from({ length: items }, (_, index) => ({ title: `Item ${index}` })) }
  })

const json = Schema.encodeSync(Schema.toCodecJson(SurfaceEvent))
const fromJson = Schema.decodeUnknownSync(Schema.toCodecJson(SurfaceEvent))

describe("a surface", () => {
  it.prop(
    "becomes a later definition by applying their difference",
    [definition, definition],
    ([from, next]) => {
      Option.match(SurfaceState.difference(from, next), {
        onNone: () => assert.strictEqual(from.version, next.version),
        onSome: (event) => {
          const applied = SurfaceState.apply(Option.some(from), event)
          assert.deepStrictEqual(Result.getOrThrow(applied), next)
        }
      })
    }
  )

  it("is patched after a small change and sent whole after a large one", () => {
    const tags = [definitionWith(21), definitionWith(200)].map((next) =>
      Option.getOrThrow(SurfaceState.difference(definitionWith(20), next))
    )
    assert.deepStrictEqual(
      tags.map((event) => event._tag),
      ["Patch", "Snapshot"]
    )
  })

  it("applies a patch that was encoded and decoded", () => {
    const patch = Option.getOrThrow(SurfaceState.difference(definitionWith(20), definitionWith(21)))
    const applied = SurfaceState.apply(Option.some(definitionWith(20)), fromJson(json(patch)))
    assert.deepStrictEqual(Result.getOrThrow(applied), definitionWith(21))
  })

  it("rejects a patch from another version, or for other contents", () => {
    const patch = Option.getOrThrow(SurfaceState.difference(definitionWith(20), definitionWith(21)))
    const outOfStep = Result.fail(new SurfaceState.OutOfStep())
    assert.deepStrictEqual(SurfaceState.apply(Option.none(), patch), outOfStep)
    assert.deepStrictEqual(SurfaceState.apply(Option.some(definitionWith(21)), patch), outOfStep)
    assert.deepStrictEqual(SurfaceState.apply(Option.some(definitionWith(3, 20)), patch), outOfStep)
  })

  it("rejects a patch that would make it invalid", () => {
    for (const path of ["/root", "/components/page/children", "/nowhere/at/all", "no pointer"]) {
      const patch = SurfaceEvent.cases.Patch.make({
        from: 20,
        to: 21,
        operations: [{ op: "replace", path, value: 7 }]
      })
      assert.deepStrictEqual(
        SurfaceState.apply(Option.some(definitionWith(20)), patch),
        Result.fail(new SurfaceState.OutOfStep())
      )
    }
  })

  it("treats a value named __proto__ as a plain value", () => {
    const patch = SurfaceEvent.cases.Patch.make({
      from: 20,
      to: 21,
      operations: [{ op: "add", path: "/data/__proto__", value: { polluted: true } }]
    })
    const { data } = Result.getOrThrow(SurfaceState.apply(Option.some(definitionWith(20)), patch))
    assert.isTrue(Object.hasOwn(data, "__proto__"))
    assert.isFalse("polluted" in data)
    assert.isFalse("polluted" in {})
  })
})
