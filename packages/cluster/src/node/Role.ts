import { Schema } from "effect"

/**
 * A kind of work that a node takes: a group of shards. A role is served by the nodes that took it, so
 * that what needs a fast processor or a secret lives only where that is. Roles are part of names in
 * the database: 1 to 32 of a to z, 0 to 9 and `-`, beginning with a letter.
 */
export const Role = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9-]{0,31}$/, { expected: "a role such as default or web-search" })
)
export type Role = typeof Role.Type

/** What every agent has that names no other; the engine's own workflows live there, too. */
export const defaultRole: Role = "default"
