import { Schema } from "effect"

/**
 * Address of a value in the surface's data: a JSON Pointer (RFC 6901). Within a template, a pointer
 * without a leading slash is relative to the item.
 */
export const Pointer = Schema.String.check(Schema.isMaxLength(256))

export const Binding = Schema.Struct({ path: Pointer })

/** A literal value, or a binding to one. */
export const bindable = <S extends Schema.Top>(schema: S) => Schema.Union([schema, Binding])
