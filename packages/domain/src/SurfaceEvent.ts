import { Schema } from "effect"
import { UiDefinition } from "./UiDefinition.ts"

/** A JSON Patch operation (RFC 6902); of the standard's six, the three that we need. */
const PatchOperation = Schema.Union([
  Schema.Struct({ op: Schema.Literal("add"), path: Schema.String, value: Schema.Json }),
  Schema.Struct({ op: Schema.Literal("replace"), path: Schema.String, value: Schema.Json }),
  Schema.Struct({ op: Schema.Literal("remove"), path: Schema.String })
])

/**
 * A change of a surface. The operations of a patch apply to the JSON encoding of its definition of
 * version `from`, and lead to version `to`.
 */
export const SurfaceEvent = Schema.TaggedUnion({
  Snapshot: { definition: UiDefinition },
  Patch: {
    from: Schema.Natural,
    to: Schema.Natural,
    operations: Schema.Array(PatchOperation)
  }
})
export type SurfaceEvent = typeof SurfaceEvent.Type
