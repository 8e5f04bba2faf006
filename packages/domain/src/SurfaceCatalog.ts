import { Schema } from "effect"
import { bindable, Pointer } from "./SurfaceBinding.ts"

/** Identifies a component within its surface. */
export const ComponentId = Schema.String.check(Schema.isPattern(/^[a-z][A-Za-z0-9_-]{0,63}$/))

const Text = bindable(Schema.String.check(Schema.isMaxLength(2000)))
const Count = bindable(Schema.Finite)

/** ARIA properties beyond the component's own semantics. */
export const Accessibility = Schema.Struct({
  label: Schema.optionalKey(Text),
  description: Schema.optionalKey(Text),
  live: Schema.optionalKey(Schema.Literals(["off", "polite", "assertive"])),
  hidden: Schema.optionalKey(bindable(Schema.Boolean))
})

/** Something the listener can do. `context` holds its arguments; the page decodes them by `name`. */
export const Action = Schema.Struct({
  name: Schema.Literals(["listen", "listenToWords", "refresh"]),
  context: Schema.Record(Schema.String, bindable(Schema.Json))
})
export type Action = typeof Action.Type

/**
 * The children of a container: components by id, or one component repeated for each item of a list.
 * A list is `{ order: string[], byId: { [id]: item } }` in the data, so that adding an item is a small patch.
 */
export const Children = Schema.Union([
  Schema.Array(ComponentId).check(Schema.isMaxLength(200)),
  Schema.Struct({ template: ComponentId, path: Pointer })
])

const common = {
  accessibility: Schema.optionalKey(Accessibility),
  visible: Schema.optionalKey(bindable(Schema.Boolean)),
  /** Rendered instead by a client that does not know this component's type. */
  fallback: Schema.optionalKey(ComponentId)
}
const gap = Schema.optionalKey(Schema.Literals(["none", "small", "medium", "large"]))

/** A component of the catalog `aethercast/1`. */
export const CatalogComponent = Schema.Union([
  Schema.Struct({ type: Schema.tag("Column"), ...common, children: Children, gap }),
  Schema.Struct({ type: Schema.tag("Row"), ...common, children: Children, gap }),
  /** Responsive columns of cards. */
  Schema.Struct({ type: Schema.tag("Grid"), ...common, children: Children }),
  Schema.Struct({
    type: Schema.tag("Heading"),
    ...common,
    text: Text,
    level: Schema.Literals([1, 2, 3])
  }),
  Schema.Struct({
    type: Schema.tag("Text"),
    ...common,
    text: Text,
    tone: Schema.optionalKey(Schema.Literals(["body", "quiet", "strong"]))
  }),
  Schema.Struct({ type: Schema.tag("Button"), ...common, text: Text, action: Action }),
  /** A one-line text field with a submit button; the text becomes `field` in the action's context. */
  Schema.Struct({
    type: Schema.tag("Ask"),
    ...common,
    label: Text,
    placeholder: Schema.optionalKey(Text),
    submit: Text,
    field: Schema.String,
    action: Action
  }),
  /** A snippet: cover, title, teaser, number of sources, and its action as a Listen button. */
  Schema.Struct({
    type: Schema.tag("SnippetCard"),
    ...common,
    title: Text,
    teaser: Text,
    cover: Schema.optionalKey(Text),
    coverAlt: Schema.optionalKey(Text),
    sources: Count,
    tags: Schema.optionalKey(Text),
    /** Why the topic is offered. */
    reasons: Schema.optionalKey(Text),
    action: Action
  }),
  /** Skeletons of the cards that are still being written. */
  Schema.Struct({ type: Schema.tag("Placeholder"), ...common, count: Count }),
  Schema.Struct({ type: Schema.tag("Progress"), ...common, label: Text, value: Count, of: Count }),
  Schema.Struct({
    type: Schema.tag("Banner"),
    ...common,
    text: Text,
    tone: Schema.Literals(["note", "warning", "error"])
  }),
  /** A button that plays an episode; `episode` is its id, here and in the two below. */
  Schema.Struct({ type: Schema.tag("LivePlayer"), ...common, episode: Schema.String }),
  Schema.Struct({ type: Schema.tag("Transcript"), ...common, episode: Schema.String }),
  Schema.Struct({ type: Schema.tag("SourceList"), ...common, episode: Schema.String })
])
export type CatalogComponent = typeof CatalogComponent.Type

const catalogTypes: ReadonlySet<string> = new Set(
  CatalogComponent.members.map((member) => member.fields.type.schema.literal)
)

/**
 * A component of a newer catalog. Rendered as its fallback, else as its children, else as a note that
 * the page is outdated.
 */
export const UnknownComponent = Schema.Struct({
  type: Schema.String.check(
    Schema.isMaxLength(64),
    Schema.makeFilter(
      (type: string) => !catalogTypes.has(type) || "a type of this catalog with wrong properties"
    )
  ),
  accessibility: common.accessibility,
  fallback: common.fallback,
  children: Schema.optionalKey(Children)
})
export type UnknownComponent = typeof UnknownComponent.Type

export const Component = Schema.Union([CatalogComponent, UnknownComponent])
export type Component = typeof Component.Type
