import type { Schema } from "effect"
import type { Component } from "./SurfaceCatalog.ts"
import { resolveChildren, type Scope } from "./SurfaceScope.ts"

/** How much a surface may be. The landing page has 60 nodes and 500 values when it is full. */
export const surfaceBudget = {
  components: 500,
  /** Components as they are rendered: the children of a template count once for each item. */
  nodes: 2000,
  /** Components within each other. */
  depth: 32,
  /** Values of the data, those in others included, and how far they may be nested. */
  values: 20_000,
  valueDepth: 16,
  /** Characters of all texts of the data. */
  characters: 500_000
}

interface Sized {
  readonly root: string
  readonly components: Readonly<Record<string, Component>>
  readonly data: Readonly<Record<string, Schema.Json>>
}

/** Says in which way a surface exceeds its budget; `undefined` when it does not. Its cost is bounded by the budget. */
export const excess = ({ components, data, root }: Sized): string | undefined => {
  if (Object.keys(components).length > surfaceBudget.components) {
    return `more than ${surfaceBudget.components} components`
  }
  return excessOfData(data) ?? excessOfNodes(components, root, { data })
}

const excessOfData = (data: Schema.Json): string | undefined => {
  let values = 0
  let characters = 0
  let level: ReadonlyArray<Schema.Json> = [data]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > surfaceBudget.valueDepth) return `data nested over ${surfaceBudget.valueDepth} deep`
    const inner: Array<Schema.Json> = []
    for (const value of level) {
      if (typeof value === "string") characters += value.length
      if (typeof value !== "object" || value === null) continue
      values += Object.keys(value).length
      if (values > surfaceBudget.values) return `more than ${surfaceBudget.values} values of data`
      inner.push(...Object.values(value))
    }
    if (characters > surfaceBudget.characters) {
      return `more than ${surfaceBudget.characters} characters of data`
    }
    level = inner
  }
  return undefined
}

const excessOfNodes = (
  components: Sized["components"],
  root: string,
  scope: Scope
): string | undefined => {
  let nodes = 0
  const isWithin = (id: string, scope: Scope, ancestors: ReadonlyArray<string>): boolean => {
    nodes += 1
    if (nodes > surfaceBudget.nodes) return false
    const component = Object.getOwnPropertyDescriptor(components, id)?.value
    // What contains itself is rendered once.
    if (component === undefined || ancestors.includes(id)) return true
    const around = [...ancestors, id]
    if (around.length > surfaceBudget.depth) return true
    return childrenOf(component, scope).every((child) => isWithin(child.id, child.scope, around))
  }
  return isWithin(root, scope, []) ? undefined : `more than ${surfaceBudget.nodes} nodes`
}

/** All that can be rendered in place of a component or within it. */
const childrenOf = (component: Component, scope: Scope) => [
  ...(component.fallback === undefined ? [] : [{ id: component.fallback, scope }]),
  ...("children" in component && component.children !== undefined
    ? (resolveChildren(scope, component.children) ?? [])
    : [])
]
