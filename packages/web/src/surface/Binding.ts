import { Binding } from "@aethercast/domain/SurfaceBinding"
import type { Action, Children } from "@aethercast/domain/SurfaceCatalog"
import { Schema } from "effect"

type Json = Schema.Json
/** A literal value, or a binding to one. */
type Bindable = Json | typeof Binding.Type

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

const resolve = (scope: Scope, value: Bindable | undefined): Json | undefined =>
  isBinding(value) ? valueAt(scope, value.path) : value

/** Resolves to text; numbers and booleans are converted, everything else is `undefined`. */
export const resolveText = (scope: Scope, value: Bindable | undefined): string | undefined => {
  const resolved = resolve(scope, value)
  if (typeof resolved === "string") return resolved
  return typeof resolved === "number" || typeof resolved === "boolean"
    ? String(resolved)
    : undefined
}

/** Resolves to a finite number, or `undefined`. */
export const resolveNumber = (scope: Scope, value: Bindable | undefined): number | undefined => {
  const resolved = resolve(scope, value)
  return typeof resolved === "number" && Number.isFinite(resolved) ? resolved : undefined
}

/** Resolves to a boolean, or `undefined`. */
export const resolveBoolean = (scope: Scope, value: Bindable | undefined): boolean | undefined => {
  const resolved = resolve(scope, value)
  return typeof resolved === "boolean" ? resolved : undefined
}

/** A child to render: a component and its scope. `key` is stable across patches. */
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

/** The context of an action with its bindings resolved; unresolved entries are left out. */
export const resolveContext = (scope: Scope, action: Action): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(action.context).flatMap(([name, value]) => {
      const resolved = resolve(scope, value)
      return resolved === undefined ? [] : [[name, resolved]]
    })
  )

const isBinding = Schema.is(Binding)

/** Own properties only, so that a pointer cannot reach the prototype. */
const ownProperty = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
