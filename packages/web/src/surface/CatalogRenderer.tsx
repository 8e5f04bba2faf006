import type { Children, CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import type { ComponentChildren } from "preact"
import { SourcesOf, TranscriptOf, VoiceOf } from "./EpisodeComponents.tsx"
import { Warning } from "../ui/Icons.tsx"
import { Ask } from "./TopicForm.tsx"
import { count, type Scope, text } from "./Binding.ts"
import { ActionButton } from "./ActionButton.tsx"
import { Note } from "../ui/ErrorBoundary.tsx"
import { Placeholder } from "./Placeholder.tsx"
import { SnippetCard } from "./SnippetCard.tsx"
import type { Attributes } from "./Surface.tsx"

/** Draws one component of the catalog `aethercast/1`; what it is bound to may be missing or of the wrong kind. */
export const Catalog = (props: {
  readonly component: CatalogComponent
  readonly scope: Scope
  readonly level: 1 | 2 | 3
  readonly attributes: Attributes
  readonly within: (list: typeof Children.Type) => ComponentChildren
  readonly tail: ComponentChildren
}): ComponentChildren => {
  const { attributes, component, level, scope, tail, within } = props
  switch (component.type) {
    case "Column":
    case "Row":
      return (
        <div
          class={`${component.type.toLowerCase()} gap-${component.gap ?? "medium"}`}
          role={grouping(attributes)}
          {...attributes}
        >
          {within(component.children)}
        </div>
      )
    case "Grid":
      return (
        <div class="grid" role={grouping(attributes)} {...attributes}>
          {within(component.children)}
          {tail}
        </div>
      )
    case "Heading": {
      const Level = `h${level}` as const
      return withText(scope, component.text, (words) => (
        <Level class={`heading-${level}`} {...attributes}>
          {words}
        </Level>
      ))
    }
    case "Text":
      return withText(scope, component.text, (words) => (
        <p class={`text-${component.tone ?? "body"}`} {...attributes}>
          {words}
        </p>
      ))
    case "Button":
      return withText(scope, component.text, (words) => (
        <ActionButton action={component.action} scope={scope} attributes={attributes}>
          {words}
        </ActionButton>
      ))
    case "Banner":
      return withText(scope, component.text, (words) => (
        <p
          class={`banner banner-${component.tone}`}
          role={component.tone === "note" ? "note" : "status"}
          {...attributes}
        >
          {component.tone !== "note" && <Warning />}
          <span>{words}</span>
        </p>
      ))
    case "Progress": {
      const value = count(scope, component.value)
      const of = count(scope, component.of)
      if (value === undefined || of === undefined || of <= 0) return unreadable(component.type)
      return withText(scope, component.label, (words) => (
        <label class="progress" {...attributes}>
          <span>{words}</span>
          <progress value={value} max={of} />
        </label>
      ))
    }
    case "Placeholder":
      return <Placeholder count={count(scope, component.count) ?? 0} attributes={attributes} />
    case "SnippetCard":
      return (
        <SnippetCard component={component} scope={scope} level={level} attributes={attributes} />
      )
    case "Ask":
      return <Ask component={component} scope={scope} attributes={attributes} />
    case "LivePlayer":
      return <VoiceOf episode={component.episode} />
    case "Transcript":
      return <TranscriptOf episode={component.episode} />
    case "SourceList":
      return <SourcesOf episode={component.episode} />
  }
}

const withText = (
  scope: Scope,
  value: Parameters<typeof text>[1],
  draw: (words: string) => ComponentChildren
): ComponentChildren => {
  const words = text(scope, value)
  return words === undefined ? unreadable("text") : draw(words)
}

const unreadable = (what: string) => <Note label={`This part could not be read (${what}).`} />

/** A container has a name of its own only as a group. */
const grouping = (attributes: Attributes) =>
  attributes["aria-label"] === undefined ? undefined : "group"
