import { Binding } from "@aethercast/domain/SurfaceBinding"
import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { type Scope, valueAt } from "@aethercast/domain/SurfaceScope"
import { Schema } from "effect"

export { type Child, resolveChildren, type Scope, valueAt } from "@aethercast/domain/SurfaceScope"

type Json = Schema.Json
/** A literal value, or a binding to one. */
type Bindable = Json | typeof Binding.Type

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

/** The context of an action with its bindings resolved; unresolved entries are left out. */
export const resolveContext = (scope: Scope, action: Action): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(action.context).flatMap(([name, value]) => {
      const resolved = resolve(scope, value)
      return resolved === undefined ? [] : [[name, resolved]]
    })
  )

const isBinding = Schema.is(Binding)
