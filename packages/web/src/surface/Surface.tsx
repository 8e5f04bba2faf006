import { surfaceBudget } from "@aethercast/domain/SurfaceBudget"
import {
  CatalogComponent,
  type Children,
  type UnknownComponent
} from "@aethercast/domain/SurfaceCatalog"
import type { UiDefinition } from "@aethercast/domain/UiDefinition"
import { Schema } from "effect"
import { createContext, type ComponentChildren } from "preact"
import { useContext } from "preact/hooks"
import { ErrorBoundary } from "../ui/ErrorBoundary.tsx"
import { Fallback } from "../ui/Fallback.tsx"
import { ariaAttributes } from "./AriaAttributes.ts"
import { type Child, resolveBoolean, resolveChildren, type Scope } from "./Binding.ts"
import { CatalogRenderer } from "./CatalogRenderer.tsx"
import { hasMainHeading, headingLevels, type HeadingLevels } from "./HeadingLevels.ts"

/** Renders a surface that the server describes. */
export const Surface = ({ definition }: { readonly definition: UiDefinition }) => (
  <SurfaceContext.Provider value={{ definition, levels: headingLevels(definition) }}>
    <div class="surface" lang={definition.locale}>
      {!hasMainHeading(definition) && <h1 class="visually-hidden">{definition.title}</h1>}
      <Node id={definition.root} scope={{ data: definition.data }} ancestors={[]} />
    </div>
  </SurfaceContext.Provider>
)

const SurfaceContext = createContext<
  { readonly definition: UiDefinition; readonly levels: HeadingLevels } | undefined
>(undefined)

interface NodeProps {
  readonly id: string
  readonly scope: Scope
  /** Ids of the components around this one, outermost first. */
  readonly ancestors: ReadonlyArray<string>
  /** Rendered after this component's own children. */
  readonly trailing?: ComponentChildren
}

const isCatalogComponent = Schema.is(CatalogComponent)

const Node = ({ ancestors, id, scope, trailing }: NodeProps) => {
  const surface = useContext(SurfaceContext)
  const component = surface?.definition.components[id]
  if (surface === undefined || component === undefined) {
    return <Fallback label={`Part of this page is missing (${id}).`} />
  }
  if (ancestors.includes(id) || ancestors.length > surfaceBudget.depth) {
    return <Fallback label={`Part of this page contains itself (${id}).`} />
  }
  const path = [...ancestors, id]
  if (!isCatalogComponent(component)) {
    return <UnknownNode component={component} scope={scope} path={path} />
  }
  if (resolveBoolean(scope, component.visible) === false) return null
  return (
    <ErrorBoundary
      label={`This part of the page could not be shown (${component.type}).`}
      resetKey={component}
    >
      <CatalogRenderer
        component={component}
        scope={scope}
        level={surface.levels(id)}
        attributes={ariaAttributes(component.accessibility, scope)}
        renderChildren={(list) => <ChildNodes list={list} scope={scope} path={path} />}
        trailing={trailing}
      />
    </ErrorBoundary>
  )
}

const ChildNodes = (props: {
  readonly list: typeof Children.Type
  readonly scope: Scope
  readonly path: ReadonlyArray<string>
}): ComponentChildren => {
  const components = useContext(SurfaceContext)?.definition.components ?? {}
  const children = resolveChildren(props.scope, props.list)
  if (children === undefined) return <Fallback label="A list on this page could not be shown." />
  const render = ({ id, key, scope }: Child, trailing?: ComponentChildren) => (
    <Node key={key} id={id} scope={scope} ancestors={props.path} trailing={trailing} />
  )
  const typeOf = (child: Child | undefined) => child && components[child.id]?.type
  // A placeholder after a grid is rendered inside the grid, as further cards.
  const trailsGrid = (index: number) =>
    typeOf(children[index]) === "Placeholder" && typeOf(children[index - 1]) === "Grid"
  return children.map((child, index) => {
    if (trailsGrid(index)) return null
    const placeholder = trailsGrid(index + 1) ? children[index + 1] : undefined
    return render(child, placeholder && render(placeholder))
  })
}

/** A component of a newer catalog: its fallback, else its children, else a note. */
const UnknownNode = (props: {
  readonly component: UnknownComponent
  readonly scope: Scope
  readonly path: ReadonlyArray<string>
}) => {
  const { component, path, scope } = props
  if (component.fallback !== undefined)
    return <Node id={component.fallback} scope={scope} ancestors={path} />
  if (component.children !== undefined)
    return <ChildNodes list={component.children} scope={scope} path={path} />
  return <Fallback label={`Please reload the page to see this part (${component.type}).`} />
}
