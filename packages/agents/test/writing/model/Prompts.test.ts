import { assert, describe, it } from "@effect/vitest"
import * as Prompts from "../../../src/writing/model/Prompts.ts"

const names = ["outline", "segment", "snippet", "repair", "judge"] as const

/** Values for all blanks that prompts have. */
const blanks = Object.fromEntries(
  "title parts part count chapter brief words said focus passages hosts language style line objections"
    .split(" ")
    .map((name) => [name, `the ${name}`])
)

describe("Prompts", () => {
  it("each has its instructions in the system message and the material in the user message", () => {
    for (const name of names) {
      const { system, user } = Prompts.load(name).render(blanks)
      assert.match(system, /an instruction to you\./)
      assert.match(user, /Passages:\nthe passages$/)
      assert.notInclude(user, "===")
    }
  })
})
