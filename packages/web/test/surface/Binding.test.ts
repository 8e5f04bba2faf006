import { assert, describe, it } from "@effect/vitest"
import {
  children,
  context,
  count,
  read,
  type Scope,
  text,
  truth
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
  it("lead to a value, whatever its name is made of", () => {
    assert.strictEqual(text(scope, { path: "/title" }), "Tides")
    assert.strictEqual(read(scope, "/a~1b/m~0n"), "escaped")
    assert.strictEqual(count(scope, { path: "/ready" }), 3)
  })

  it("lead nowhere rather than to what every object has", () => {
    for (const path of ["/nowhere", "/title/x/y", "/__proto__", "/constructor/name", "title"]) {
      assert.strictEqual(read(scope, path), undefined)
    }
  })

  it("give nothing of the wrong kind", () => {
    assert.strictEqual(text(scope, { path: "/list" }), undefined)
    assert.strictEqual(count(scope, { path: "/title" }), undefined)
    assert.strictEqual(truth(scope, { path: "/ready" }), undefined)
  })

  it("start at the item within a template", () => {
    const items = children(scope, { template: "card", path: "/list" }) ?? []
    assert.deepStrictEqual(
      items.map(({ id, key, scope }) => [key, id, text(scope, { path: "name" })]),
      [
        ["x", "card", "Ex"],
        ["y", "card", "Why"]
      ]
    )
    assert.deepStrictEqual(
      items.map(({ scope }) => text(scope, { path: "/title" })),
      ["Tides", "Tides"]
    )
  })

  it("tell a list that is none from an empty one", () => {
    assert.strictEqual(children(scope, { template: "card", path: "/title" }), undefined)
    assert.deepStrictEqual(
      children({ data: { l: { order: [], byId: {} } } }, { template: "card", path: "/l" }),
      []
    )
  })

  it("are read into the context of an action, and left out where they lead nowhere", () => {
    assert.deepStrictEqual(
      context(scope, {
        name: "listen",
        context: { topicId: { path: "/title" }, lost: { path: "/nowhere" }, fixed: 1 }
      }),
      { topicId: "Tides", fixed: 1 }
    )
  })
})
