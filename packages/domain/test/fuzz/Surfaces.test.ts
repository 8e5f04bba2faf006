import { excess, surfaceBudget } from "@aethercast/domain/SurfaceBudget"
import { resolveChildren, type Scope } from "@aethercast/domain/SurfaceScope"
import * as SurfaceState from "@aethercast/domain/SurfaceState"
import { UiDefinition } from "@aethercast/domain/UiDefinition"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result, Schema } from "effect"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"

const decode = Schema.decodeUnknownResult(Schema.toCodecJson(UiDefinition))

const types = [
  "Column",
  "Row",
  "Grid",
  "Heading",
  "Text",
  "Button",
  "Placeholder",
  "Hologram",
  "__proto__"
]

/** A definition that is often right, and often contains itself, multiplies, or is deep. */
const definition = (random: Random): unknown => {
  const ids = Array.from({ length: 1 + random.int(12) }, (_, at) => `c${at}`)
  const id = () => (random.oneIn(20) ? random.text(8) : random.pick(ids))
  const children = () =>
    random.oneIn(3)
      ? {
          template: id(),
          path: random.pick(["/list", "/list/byId/k0", "", "k0", "/none", "/__proto__"])
        }
      : Array.from({ length: random.int(random.oneIn(4) ? 200 : 6) }, id)
  const component = () => ({
    type: random.pick(types),
    text: random.oneIn(3) ? { path: random.text(6) } : random.text(20),
    level: 1 + random.int(3),
    count: random.int(1_000_000_000),
    action: {
      name: random.pick(["listen", "refresh", "format"]),
      context: { a: { path: "/list" } }
    },
    children: children(),
    ...(random.oneIn(5) ? { fallback: id() } : {})
  })
  const order = Array.from({ length: random.int(random.oneIn(4) ? 3000 : 30) }, (_, at) => `k${at}`)
  return {
    catalog: "aethercast/1",
    surface: "landing",
    version: random.int(3),
    locale: "en",
    title: random.text(30),
    root: id(),
    components: Object.fromEntries(ids.map((key) => [key, component()])),
    data: { list: { order, byId: Object.fromEntries(order.map((key) => [key, nested(random)])) } }
  }
}

const nested = (random: Random): unknown => {
  let value: unknown = random.int(10)
  for (let depth = random.int(random.oneIn(50) ? 100 : 4); depth > 0; depth--) value = { x: value }
  return value
}

/** The components that the page would render. */
const rendered = ({ components, data, root }: UiDefinition): number => {
  const count = (id: string, scope: Scope, around: ReadonlyArray<string>): number => {
    const component = Object.getOwnPropertyDescriptor(components, id)?.value
    if (component === undefined || around.includes(id) || around.length > surfaceBudget.depth)
      return 1
    if (!("children" in component) || component.children === undefined) return 1
    const children = resolveChildren(scope, component.children) ?? []
    return children.reduce((sum, child) => sum + count(child.id, child.scope, [...around, id]), 1)
  }
  return count(root, { data }, [])
}

describe("surfaces", () => {
  it.live("a definition is within its budget, or invalid, at little cost", () =>
    run({
      inputs: 4000,
      make: definition,
      show: (input) => JSON.stringify(input),
      stallMillis: 150,
      feed: (input) =>
        Effect.sync(() => {
          const result = decode(input)
          if (Result.isFailure(result)) return
          assert.isUndefined(excess(result.success))
          assert.isAtMost(rendered(result.success), surfaceBudget.nodes)
        })
    })
  )

  it.live("bytes that are no definition are invalid", () =>
    run({
      inputs: 6000,
      make: (random) =>
        random.mutate(Buffer.from(JSON.stringify(definition(random)).slice(0, 4000))),
      show: (bytes) => bytes.toString(),
      stallMillis: 150,
      feed: (bytes) =>
        Effect.sync(() =>
          Result.try(() => JSON.parse(bytes.toString())).pipe(Result.flatMap(decode))
        )
    })
  )

  it.live("a patch gives a definition within its budget, or does not apply", () => {
    const start = Result.getOrThrow(
      decode({
        catalog: "aethercast/1",
        surface: "landing",
        version: 0,
        locale: "en",
        title: "Aethercast",
        root: "c0",
        components: { c0: { type: "Column", children: ["c1"] }, c1: { type: "Text", text: "x" } },
        data: { list: { order: ["k0"], byId: { k0: 1 } } }
      })
    )
    const paths = [
      "/components/c0/children",
      "/components/c1",
      "/data/list/order",
      "/data",
      "/root",
      "",
      "/__proto__/x"
    ]
    return run({
      inputs: 4000,
      stallMillis: 150,
      make: (random) =>
        random.list(4, () => {
          const path = random.oneIn(4) ? `/${random.text(10)}` : random.pick(paths)
          const value = Schema.decodeUnknownSync(Schema.Json)(
            random.pick([
              ["c0", "c1"],
              nested(random),
              Array.from({ length: 200 }, () => "c0"),
              "c1",
              null
            ])
          )
          return random.oneIn(3)
            ? { op: "remove" as const, path }
            : { op: random.pick(["add", "replace"] as const), path, value }
        }),
      show: (operations) => JSON.stringify(operations),
      feed: (operations) =>
        Effect.sync(() => {
          const result = SurfaceState.apply(Option.some(start), {
            _tag: "Patch",
            from: 0,
            to: 1,
            operations
          })
          if (Result.isSuccess(result)) assert.isUndefined(excess(result.success))
        })
    })
  })
})
