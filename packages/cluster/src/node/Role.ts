import { Schema } from "effect"

/**
 * A kind of work that a node hosts: a group of shards. An agent with a role runs only on the nodes that
 * have it, so that what needs a fast processor or a secret runs only there. Roles become part of names
 * in the database: 1 to 32 of a to z, 0 to 9 and `-`, beginning with a letter.
 */
export const Role = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9-]{0,31}$/, { expected: "a role such as default or web-search" })
)
export type Role = typeof Role.Type

/** The role of agents that name none, and of all workflows. */
export const defaultRole: Role = "default"
