import type { Action, Children } from "@aethercast/domain/SurfaceCatalog"
import { Binding } from "@aethercast/domain/SurfaceBinding"
import { Schema } from "effect"

type Json = Schema.Json
/** A value, or where it stands. */
type Dynamic = Json | typeof Binding.Type

/** What bindings are read from: the data of the surface and, within a template, its item. */
export interface Scope {
  readonly data: Json
  readonly item?: Json
}

/** The value at a pointer; nothing where it leads nowhere. */
export const read = (scope: Scope, pointer: string): Json | undefined => {
  if (pointer === "") return scope.item ?? scope.data
  const absolute = pointer.startsWith("/")
  return (absolute ? pointer.slice(1) : pointer)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(child, absolute ? scope.data : scope.item)
}

/** The value itself, or what it is bound to. */
export const resolve = (scope: Scope, value: Dynamic | undefined): Json | undefined =>
  isBinding(value) ? read(scope, value.path) : value

/** As text; nothing for what is not text, a number or a truth. */
export const text = (scope: Scope, value: Dynamic | undefined): string | undefined => {
  const resolved = resolve(scope, value)
  if (typeof resolved === "string") return resolved
  return typeof resolved === "number" || typeof resolved === "boolean"
    ? String(resolved)
    : undefined
}

export const count = (scope: Scope, value: Dynamic | undefined): number | undefined => {
  const resolved = resolve(scope, value)
  return typeof resolved === "number" && Number.isFinite(resolved) ? resolved : undefined
}

export const truth = (scope: Scope, value: Dynamic | undefined): boolean | undefined => {
  const resolved = resolve(scope, value)
  return typeof resolved === "boolean" ? resolved : undefined
}

/** One child to render: a component, and what its bindings are read from. `key` is stable across patches. */
export interface Child {
  readonly key: string
  readonly id: string
  readonly scope: Scope
}

/** The children of a container; nothing when a template is bound to something that is not a list. */
export const children = (
  scope: Scope,
  value: typeof Children.Type
): ReadonlyArray<Child> | undefined => {
  if (!("template" in value)) return value.map((id) => ({ key: id, id, scope }))
  const list = read(scope, value.path)
  const order = child(list, "order")
  const byId = child(list, "byId")
  if (!Array.isArray(order) || byId === undefined) return undefined
  return order.flatMap((key: Json) => {
    const item = typeof key === "string" ? child(byId, key) : undefined
    return typeof key !== "string" || item === undefined
      ? []
      : [{ key, id: value.template, scope: { data: scope.data, item } }]
  })
}

/** The context of an action with its bindings read; what leads nowhere is left out. */
export const context = (scope: Scope, action: Action): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(action.context).flatMap(([name, value]) => {
      const resolved = resolve(scope, value)
      return resolved === undefined ? [] : [[name, resolved]]
    })
  )

const isBinding = Schema.is(Binding)

/** Own properties only: a pointer does not reach what every object has. */
const child = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
