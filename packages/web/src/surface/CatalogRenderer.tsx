import type { CatalogComponent, Children } from "@aethercast/domain/SurfaceCatalog"
import type { ComponentChildren } from "preact"
import { Fallback } from "../ui/Fallback.tsx"
import { Warning } from "../ui/Icons.tsx"
import { ActionButton } from "./ActionButton.tsx"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveNumber, resolveText, type Scope } from "./Binding.ts"
import { EpisodePlayer, EpisodeSources, EpisodeTranscript } from "./EpisodeComponents.tsx"
import { Placeholder } from "./Placeholder.tsx"
import { SnippetCard } from "./SnippetCard.tsx"
import { TopicForm } from "./TopicForm.tsx"

/** Renders a component of the catalog `aethercast/1`, or a fallback where its bindings do not resolve. */
export const CatalogRenderer = (props: {
  readonly component: CatalogComponent
  readonly scope: Scope
  /** Level of the component's heading, if it has one. */
  readonly level: 1 | 2 | 3
  readonly attributes: AriaAttributes
  readonly renderChildren: (children: typeof Children.Type) => ComponentChildren
  /** Rendered after the children of a grid. */
  readonly trailing: ComponentChildren
}): ComponentChildren => {
  const { attributes, component, level, renderChildren, scope, trailing } = props
  switch (component.type) {
    case "Column":
    case "Row":
      return (
        <div
          class={`${component.type.toLowerCase()} gap-${component.gap ?? "medium"}`}
          role={containerRole(attributes)}
          {...attributes}
        >
          {renderChildren(component.children)}
        </div>
      )
    case "Grid":
      return (
        <div class="grid" role={containerRole(attributes)} {...attributes}>
          {renderChildren(component.children)}
          {trailing}
        </div>
      )
    case "Heading": {
      const Heading = `h${level}` as const
      return withText(scope, component.text, (text) => (
        <Heading class={`heading-${level}`} {...attributes}>
          {text}
        </Heading>
      ))
    }
    case "Text":
      return withText(scope, component.text, (text) => (
        <p class={`text-${component.tone ?? "body"}`} {...attributes}>
          {text}
        </p>
      ))
    case "Button":
      return withText(scope, component.text, (text) => (
        <ActionButton action={component.action} scope={scope} attributes={attributes}>
          {text}
        </ActionButton>
      ))
    case "Banner":
      return withText(scope, component.text, (text) => (
        <p
          class={`banner banner-${component.tone}`}
          role={component.tone === "note" ? "note" : "status"}
          {...attributes}
        >
          {component.tone !== "note" && <Warning />}
          <span>{text}</span>
        </p>
      ))
    case "Progress": {
      const value = resolveNumber(scope, component.value)
      const max = resolveNumber(scope, component.of)
      if (value === undefined || max === undefined || max <= 0) return unresolved(component.type)
      return withText(scope, component.label, (text) => (
        <label class="progress" {...attributes}>
          <span>{text}</span>
          <progress value={value} max={max} />
        </label>
      ))
    }
    case "Placeholder":
      return (
        <Placeholder count={resolveNumber(scope, component.count) ?? 0} attributes={attributes} />
      )
    case "SnippetCard":
      return (
        <SnippetCard component={component} scope={scope} level={level} attributes={attributes} />
      )
    case "Ask":
      return <TopicForm component={component} scope={scope} attributes={attributes} />
    case "LivePlayer":
      return <EpisodePlayer episode={component.episode} />
    case "Transcript":
      return <EpisodeTranscript episode={component.episode} />
    case "SourceList":
      return <EpisodeSources episode={component.episode} />
  }
}

const withText = (
  scope: Scope,
  value: Parameters<typeof resolveText>[1],
  render: (text: string) => ComponentChildren
): ComponentChildren => {
  const text = resolveText(scope, value)
  return text === undefined ? unresolved("text") : render(text)
}

const unresolved = (what: string) => (
  <Fallback label={`This part of the page could not be shown (${what}).`} />
)

/** ARIA allows a label on a container only if it has a role. */
const containerRole = (attributes: AriaAttributes) =>
  attributes["aria-label"] === undefined ? undefined : "group"
