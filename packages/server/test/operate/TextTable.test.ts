import { assert, describe, it } from "@effect/vitest"
import * as TextTable from "../../src/operate/TextTable.ts"

describe("TextTable", () => {
  it("is as wide as its cells on the screen, and has no blanks at the end of a line", () => {
    const lines = TextTable.lines(
      [{ head: "NAME" }, { head: "N", right: true }, { head: "" }],
      [
        ["日本", "5", "x"],
        ["a\u001bb\n", "1234", ""]
      ]
    )
    assert.deepStrictEqual(lines, ["NAME     N", "日本     5  x", "a b   1234"])
  })
})
