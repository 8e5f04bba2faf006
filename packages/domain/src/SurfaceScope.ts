import type { Schema } from "effect"
import type { Children } from "./SurfaceCatalog.ts"

type Json = Schema.Json

/** What bindings resolve against: the data of the surface and, within a template, its item. */
export interface Scope {
  readonly data: Json
  readonly item?: Json
}

/** The value at a JSON pointer; `undefined` where there is none. */
export const valueAt = (scope: Scope, pointer: string): Json | undefined => {
  if (pointer === "") return scope.item ?? scope.data
  const absolute = pointer.startsWith("/")
  return (absolute ? pointer.slice(1) : pointer)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(ownProperty, absolute ? scope.data : scope.item)
}

/** A child of a container: a component and its scope. `key` is stable across patches. */
export interface Child {
  readonly key: string
  readonly id: string
  readonly scope: Scope
}

/** The children of a container; `undefined` when a template is bound to something other than a list. */
export const resolveChildren = (
  scope: Scope,
  value: typeof Children.Type
): ReadonlyArray<Child> | undefined => {
  if (!("template" in value)) return value.map((id) => ({ key: id, id, scope }))
  const list = valueAt(scope, value.path)
  const order = ownProperty(list, "order")
  const byId = ownProperty(list, "byId")
  if (!Array.isArray(order) || byId === undefined) return undefined
  return order.flatMap((key: Json) => {
    const item = typeof key === "string" ? ownProperty(byId, key) : undefined
    return typeof key !== "string" || item === undefined
      ? []
      : [{ key, id: value.template, scope: { data: scope.data, item } }]
  })
}

/** Own properties only, so that a pointer cannot reach the prototype. */
const ownProperty = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
