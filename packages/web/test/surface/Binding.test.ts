import { assert, describe, it } from "@effect/vitest"
import {
  resolveBoolean,
  resolveChildren,
  resolveContext,
  resolveNumber,
  resolveText,
  type Scope,
  valueAt
} from "../../src/surface/Binding.ts"

const scope: Scope = {
  data: {
    title: "Tides",
    ready: 3,
    "a/b": { "m~n": "escaped" },
    list: { order: ["x", "gone", "y"], byId: { x: { name: "Ex" }, y: { name: "Why" } } }
  }
}

describe("bindings", () => {
  it("resolve to the value at their pointer, with escaped characters", () => {
    assert.strictEqual(resolveText(scope, { path: "/title" }), "Tides")
    assert.strictEqual(valueAt(scope, "/a~1b/m~0n"), "escaped")
    assert.strictEqual(resolveNumber(scope, { path: "/ready" }), 3)
  })

  it("resolve to nothing where there is no own property", () => {
    for (const path of ["/nowhere", "/title/x/y", "/__proto__", "/constructor/name", "title"]) {
      assert.strictEqual(valueAt(scope, path), undefined)
    }
  })

  it("resolve to nothing when the value has the wrong type", () => {
    assert.strictEqual(resolveText(scope, { path: "/list" }), undefined)
    assert.strictEqual(resolveNumber(scope, { path: "/title" }), undefined)
    assert.strictEqual(resolveBoolean(scope, { path: "/ready" }), undefined)
  })

  it("are relative to the item within a template", () => {
    const items = resolveChildren(scope, { template: "card", path: "/list" }) ?? []
    assert.deepStrictEqual(
      items.map(({ id, key, scope }) => [key, id, resolveText(scope, { path: "name" })]),
      [
        ["x", "card", "Ex"],
        ["y", "card", "Why"]
      ]
    )
    assert.deepStrictEqual(
      items.map(({ scope }) => resolveText(scope, { path: "/title" })),
      ["Tides", "Tides"]
    )
  })

  it("distinguish an invalid list from an empty one", () => {
    assert.strictEqual(resolveChildren(scope, { template: "card", path: "/title" }), undefined)
    assert.deepStrictEqual(
      resolveChildren({ data: { l: { order: [], byId: {} } } }, { template: "card", path: "/l" }),
      []
    )
  })

  it("are resolved in the context of an action, or left out when they do not resolve", () => {
    assert.deepStrictEqual(
      resolveContext(scope, {
        name: "listen",
        context: { topicId: { path: "/title" }, lost: { path: "/nowhere" }, fixed: 1 }
      }),
      { topicId: "Tides", fixed: 1 }
    )
  })
})
