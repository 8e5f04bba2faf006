import { assert, describe, it } from "@effect/vitest"
import { Cause, Schema } from "effect"
import { Discarded } from "../../src/agent/TaskFailure.ts"
import { failureText } from "../../src/workflow/internal/FailureText.ts"

class SourceDown extends Schema.TaggedError<SourceDown>()("SourceDown", {
  where: Schema.String,
  tries: Schema.Int
}) {}
class Empty extends Schema.TaggedError<Empty>()("Empty", {}) {}

describe("the text of a failure", () => {
  it("is the tag and the message of a typed error", () => {
    const discarded = new Discarded({ task: "bread/fetch", reason: "not needed" })
    assert.strictEqual(
      failureText(Cause.die(discarded)),
      "Discarded: bread/fetch was discarded: not needed"
    )
    assert.strictEqual(failureText(Cause.fail(discarded)), failureText(Cause.die(discarded)))
  })

  it("is the tag and the fields of one without a message", () => {
    const down = new SourceDown({ where: "the warehouse", tries: 2 })
    assert.strictEqual(failureText(Cause.die(down)), "SourceDown: where the warehouse, tries 2")
    assert.strictEqual(failureText(Cause.die(new Empty())), "Empty")
  })

  it("is the stack trace of any other defect", () => {
    const text = failureText(Cause.die(new TypeError("undefined is not a function")))
    assert.match(text, /^TypeError: undefined is not a function\n +at /)
    assert.isAtMost(failureText(Cause.die(new Error("x".repeat(5000)))).length, 2000)
  })
})
