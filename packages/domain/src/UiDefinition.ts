import { Schema } from "effect"
import { excess } from "./SurfaceBudget.ts"
import { Component, ComponentId } from "./SurfaceCatalog.ts"

/** Identifies a surface, a view in the browser: e.g. `landing` or `episode:k3v...`. */
export const SurfaceId = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9:._-]{0,119}$/)).pipe(
  Schema.brand("SurfaceId")
)
export type SurfaceId = typeof SurfaceId.Type

/**
 * A surface as data: its components by id, the root component, and the data that they are bound to. One
 * that would take long to render is invalid: see `surfaceBudget`.
 */
export class UiDefinition extends Schema.Class<UiDefinition>("aethercast/UiDefinition")(
  Schema.Struct({
    catalog: Schema.Literal("aethercast/1"),
    surface: SurfaceId,
    /** Increases by one with each patch. */
    version: Schema.Natural,
    /** Language of the texts, as a BCP 47 tag. */
    locale: Schema.String.check(Schema.isMaxLength(35)),
    title: Schema.String.check(Schema.isMaxLength(200)),
    root: ComponentId,
    components: Schema.Record(ComponentId, Component),
    data: Schema.Record(Schema.String, Schema.Json)
  }).check(
    Schema.makeFilter((surface) => {
      const found = excess(surface)
      return found === undefined || `a surface within its budget, not with ${found}`
    })
  )
) {}

export class SurfaceNotFound extends Schema.TaggedError<SurfaceNotFound>()("SurfaceNotFound", {
  surface: Schema.String
}) {}
