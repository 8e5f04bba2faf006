import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { defaultRole, Role } from "../../src/node/Role.ts"

const isRole = Schema.is(Role)

describe("a role", () => {
  it("is a short name", () => {
    for (const role of [defaultRole, "web", "a", "voice-2", "a".repeat(32)]) {
      assert.isTrue(isRole(role), role)
    }
  })

  it("is no name that cannot be part of others", () => {
    for (const name of ["", "Web", "2nd", "-a", "web search", "a/b", "a:1", "a".repeat(33)]) {
      assert.isFalse(isRole(name), name)
    }
  })
})
