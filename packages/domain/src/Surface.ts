import { Schema } from "effect"

/** Names a view, e.g. `landing` or `episode:k3v...`. */
export const SurfaceId = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9:._-]{0,119}$/)).pipe(
  Schema.brand("SurfaceId")
)
export type SurfaceId = typeof SurfaceId.Type

/** Names a component within its surface. */
export const ComponentId = Schema.String.check(Schema.isPattern(/^[a-z][A-Za-z0-9_-]{0,63}$/))

/**
 * Where a value stands in the surface's data: a JSON Pointer (RFC 6901). Within a template, a pointer
 * without the leading slash starts at the item.
 */
export const Pointer = Schema.String.check(Schema.isMaxLength(256))
export const Binding = Schema.Struct({ path: Pointer })

const dynamic = <S extends Schema.Top>(schema: S) => Schema.Union([schema, Binding])
const Text = dynamic(Schema.String.check(Schema.isMaxLength(2000)))
const Count = dynamic(Schema.Finite)

/** What assistive technology is told beyond what the component says by itself. */
export const Accessibility = Schema.Struct({
  label: Schema.optionalKey(Text),
  description: Schema.optionalKey(Text),
  live: Schema.optionalKey(Schema.Literals(["off", "polite", "assertive"])),
  hidden: Schema.optionalKey(dynamic(Schema.Boolean))
})

/** Something the listener can do: sent back by name, decoded again on the server. */
export const Action = Schema.Struct({
  name: Schema.Literals(["listen", "listenToWords", "refresh"]),
  context: Schema.Record(Schema.String, dynamic(Schema.Json))
})
export type Action = typeof Action.Type

/**
 * The children of a container: components by id, or one component repeated for each item of a list.
 * A list stands in the data as `{ order: string[], byId: { [id]: item } }`, so that one item more is one patch.
 */
export const Children = Schema.Union([
  Schema.Array(ComponentId).check(Schema.isMaxLength(200)),
  Schema.Struct({ template: ComponentId, path: Pointer })
])

const common = {
  accessibility: Schema.optionalKey(Accessibility),
  visible: Schema.optionalKey(dynamic(Schema.Boolean)),
  /** Rendered in this one's place by a client that does not know its type. */
  fallback: Schema.optionalKey(ComponentId)
}
const gap = Schema.optionalKey(Schema.Literals(["none", "small", "medium", "large"]))

/** Every component of the catalog `aethercast/1`. */
export const Known = Schema.Union([
  Schema.Struct({ type: Schema.tag("Column"), ...common, children: Children, gap }),
  Schema.Struct({ type: Schema.tag("Row"), ...common, children: Children, gap }),
  /** Cards side by side, as many as fit. */
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
  /** One-line field with a button; the text is put into the action's context under `field`. */
  Schema.Struct({
    type: Schema.tag("Ask"),
    ...common,
    label: Text,
    placeholder: Schema.optionalKey(Text),
    submit: Text,
    field: Schema.String,
    action: Action
  }),
  /** A snippet: cover, title, teaser, number of sources, and its action as the Listen button. */
  Schema.Struct({
    type: Schema.tag("SnippetCard"),
    ...common,
    title: Text,
    teaser: Text,
    cover: Schema.optionalKey(Text),
    coverAlt: Schema.optionalKey(Text),
    sources: Count,
    tags: Schema.optionalKey(Text),
    action: Action
  }),
  /** A place where a card will be. */
  Schema.Struct({ type: Schema.tag("Placeholder"), ...common, count: Count }),
  Schema.Struct({ type: Schema.tag("Progress"), ...common, label: Text, value: Count, of: Count }),
  Schema.Struct({
    type: Schema.tag("Banner"),
    ...common,
    text: Text,
    tone: Schema.Literals(["note", "warning", "error"])
  }),
  /** Plays an episode; reads its sound and times from the episode's own streams. */
  Schema.Struct({ type: Schema.tag("LivePlayer"), ...common, episode: Schema.String }),
  Schema.Struct({ type: Schema.tag("Transcript"), ...common, episode: Schema.String }),
  Schema.Struct({ type: Schema.tag("SourceList"), ...common, episode: Schema.String })
])
export type Known = typeof Known.Type

const knownTypes: ReadonlySet<string> = new Set(
  Known.members.map((member) => member.fields.type.schema.literal)
)

/** A component of a newer catalog: kept, and rendered by its fallback, its children, or a quiet note. */
export const Unknown = Schema.Struct({
  type: Schema.String.check(
    Schema.isMaxLength(64),
    Schema.makeFilter(
      (type: string) => !knownTypes.has(type) || "a known type with wrong properties"
    )
  ),
  accessibility: common.accessibility,
  fallback: common.fallback,
  children: Schema.optionalKey(Children)
})
export type Unknown = typeof Unknown.Type

export const Component = Schema.Union([Known, Unknown])
export type Component = typeof Component.Type

/** A view as data: flat components by id, a root, and the data that they are bound to. */
export class UiDefinition extends Schema.Class<UiDefinition>("aethercast/UiDefinition")({
  catalog: Schema.Literal("aethercast/1"),
  surface: SurfaceId,
  /** Grows by one with each patch. */
  version: Schema.Natural,
  locale: Schema.String,
  title: Schema.String,
  root: ComponentId,
  components: Schema.Record(ComponentId, Component),
  data: Schema.Record(Schema.String, Schema.Json)
}) {}

export const PatchOperation = Schema.Union([
  Schema.Struct({ op: Schema.Literal("add"), path: Schema.String, value: Schema.Json }),
  Schema.Struct({ op: Schema.Literal("replace"), path: Schema.String, value: Schema.Json }),
  Schema.Struct({ op: Schema.Literal("remove"), path: Schema.String })
])

/** How a view changes: operations (RFC 6902) on `{ components, data, title, root }`, from one version to the next. */
export const SurfaceEvent = Schema.TaggedUnion({
  Snapshot: { definition: UiDefinition },
  Patch: {
    from: Schema.Natural,
    to: Schema.Natural,
    operations: Schema.Array(PatchOperation)
  }
})
export type SurfaceEvent = typeof SurfaceEvent.Type

export class SurfaceNotFound extends Schema.TaggedError<SurfaceNotFound>()("SurfaceNotFound", {
  surface: Schema.String
}) {}
