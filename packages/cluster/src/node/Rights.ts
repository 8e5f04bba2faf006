import { Schema } from "effect"
import { defaultRole, type Role } from "./Role.ts"

/** One thing that a credential allows: `role:<role>`, to be a node with that role, or `client`. */
export const Grant = Schema.String.check(
  Schema.isPattern(/^(client|role:[a-z][a-z0-9-]{0,31})$/, {
    expected: "client or a role such as role:default"
  })
)
export type Grant = typeof Grant.Type

/** What a credential allows its holder on a connection between nodes. */
export type Rights = "unrestricted" | ReadonlyArray<Grant>

/** Whether a node may be sent the messages of a role. */
export const mayServe = (rights: Rights, role: Role): boolean =>
  rights === "unrestricted" || rights.includes(grantOf(role))

/**
 * Whether a process may send messages to the nodes of a role. A node sends to its own roles; one with the
 * default role runs workflows, which ask the agents of every role; a client sends to all.
 */
export const maySendTo = (rights: Rights, role: Role): boolean =>
  rights === "unrestricted" ||
  rights.includes("client") ||
  rights.includes(grantOf(defaultRole)) ||
  rights.includes(grantOf(role))

const grantOf = (role: Role): Grant => `role:${role}`
