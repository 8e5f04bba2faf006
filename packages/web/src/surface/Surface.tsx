import type { Accessibility, Children } from "@aethercast/domain/SurfaceCatalog"
import type { UiDefinition } from "@aethercast/domain/UiDefinition"
import { CatalogComponent, type UnknownComponent } from "@aethercast/domain/SurfaceCatalog"
import { Schema } from "effect"
import { createContext, type ComponentChildren } from "preact"
import { useContext } from "preact/hooks"
import { type Child, children, type Scope, text, truth } from "./Binding.ts"
import { Catalog } from "./CatalogRenderer.tsx"
import { Boundary, Note } from "../ui/ErrorBoundary.tsx"
import { hasTitle, levelsOf, type Levels } from "./HeadingLevels.ts"

/** A view that the server describes, drawn with the components of the catalog. */
export const Surface = ({ definition }: { readonly definition: UiDefinition }) => (
  <Drawn.Provider value={{ definition, levels: levelsOf(definition) }}>
    <div class="surface" lang={definition.locale}>
      {!hasTitle(definition) && <h1 class="visually-hidden">{definition.title}</h1>}
      <Node id={definition.root} scope={{ data: definition.data }} above={[]} />
    </div>
  </Drawn.Provider>
)

const Drawn = createContext<
  { readonly definition: UiDefinition; readonly levels: Levels } | undefined
>(undefined)

/** Deeper than any sensible view. */
const deepest = 32

interface Place {
  readonly id: string
  readonly scope: Scope
  /** Ids of the components that this one stands in. */
  readonly above: ReadonlyArray<string>
  /** What is drawn behind the children of this one. */
  readonly tail?: ComponentChildren
}

const isCatalogComponent = Schema.is(CatalogComponent)

const Node = ({ above, id, scope, tail }: Place) => {
  const drawn = useContext(Drawn)
  const component = drawn?.definition.components[id]
  if (drawn === undefined || component === undefined) {
    return <Note label={`Part of this page is missing (${id}).`} />
  }
  if (above.includes(id) || above.length > deepest) {
    return <Note label={`Part of this page contains itself (${id}).`} />
  }
  const trail = [...above, id]
  const label = `This part could not be shown (${component.type}).`
  if (!isCatalogComponent(component))
    return <Stranger unknown={component} scope={scope} trail={trail} />
  if (truth(scope, component.visible) === false) return null
  return (
    <Boundary label={label} of={component}>
      <Catalog
        component={component}
        scope={scope}
        level={drawn.levels(id)}
        attributes={attributes(component.accessibility, scope)}
        within={(list) => <Within list={list} scope={scope} trail={trail} />}
        tail={tail}
      />
    </Boundary>
  )
}

const Within = (props: {
  readonly list: typeof Children.Type
  readonly scope: Scope
  readonly trail: ReadonlyArray<string>
}): ComponentChildren => {
  const components = useContext(Drawn)?.definition.components ?? {}
  const found = children(props.scope, props.list)
  if (found === undefined) return <Note label="A list of this page could not be read." />
  const draw = ({ id, key, scope }: Child, tail?: ComponentChildren) => (
    <Node key={key} id={id} scope={scope} above={props.trail} tail={tail} />
  )
  const typeOf = (child: Child | undefined) => child && components[child.id]?.type
  // Places for cards that follow a grid of cards are places in it.
  const belongs = (index: number) =>
    typeOf(found[index]) === "Placeholder" && typeOf(found[index - 1]) === "Grid"
  return found.map((child, index) => {
    if (belongs(index)) return null
    const follower = belongs(index + 1) ? found[index + 1] : undefined
    return draw(child, follower && draw(follower))
  })
}

/** A component of a newer catalog: its fallback, else its children, else a quiet word. */
const Stranger = (props: {
  readonly unknown: UnknownComponent
  readonly scope: Scope
  readonly trail: ReadonlyArray<string>
}) => {
  const { scope, trail, unknown } = props
  if (unknown.fallback !== undefined)
    return <Node id={unknown.fallback} scope={scope} above={trail} />
  if (unknown.children !== undefined)
    return <Within list={unknown.children} scope={scope} trail={trail} />
  return <Note label={`This page is too old to show this part (${unknown.type}). Reload it.`} />
}

/** What assistive technology is told of a component. */
const attributes = (accessibility: typeof Accessibility.Type | undefined, scope: Scope) => ({
  "aria-label": text(scope, accessibility?.label),
  "aria-description": text(scope, accessibility?.description),
  "aria-live": accessibility?.live,
  "aria-hidden": truth(scope, accessibility?.hidden)
})
export type Attributes = ReturnType<typeof attributes>
