import { assert, describe, it } from "@effect/vitest"
import * as DeadLetterText from "../../src/operate/DeadLetterText.ts"
import { letter } from "./Records.ts"

describe("DeadLetterText", () => {
  it("shows a letter with its error, its attempts and its input", () => {
    const lines = DeadLetterText.whole(letter)
    assert.strictEqual(lines[0], "errand:1/fetch  DISCARDED")
    assert.isTrue(lines.includes("error        SourceDown: where shop"))
    assert.isTrue(lines.includes("reason       gone"))
    assert.isTrue(
      lines.some((line) => /^ +2 +from memory +500 ms +30 ms +Forgot$/.test(line)),
      lines.join("\n")
    )
    assert.deepStrictEqual(lines.slice(-3), ["  {", '    "what": "bread"', "  }"])
  })

  it("lists a letter by the agent's own error", () => {
    const [, line] = DeadLetterText.list([letter], 61_530)
    assert.match(line ?? "", /DISCARDED +1 m 0 s ago +2 +SourceDown +SourceDown: where shop$/)
  })

  it("is a sentence when there are none", () => {
    const lines = DeadLetterText.list([], 0)
    assert.deepStrictEqual(lines, ["There are no such dead letters."])
  })
})
