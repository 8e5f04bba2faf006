import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { fromAction } from "../../src/surface/Command.ts"

describe("actions", () => {
  it("become commands when their context fits their name", () => {
    assert.deepStrictEqual(
      [
        fromAction("listen", { topicId: "tides" }),
        fromAction("listenToWords", { words: "  the sea  " }),
        fromAction("refresh", {})
      ].map(Option.map(({ _tag }) => _tag)),
      [Option.some("Listen"), Option.some("ListenToWords"), Option.some("Refresh")]
    )
  })

  it("take words as text, whatever they look like, without the space around them", () => {
    const command = fromAction("listenToWords", { words: " <img src=x onerror=alert(1)> " })
    assert.deepStrictEqual(
      Option.map(command, (known) => known._tag === "ListenToWords" && known.words),
      Option.some("<img src=x onerror=alert(1)>")
    )
  })

  it("are refused when they do not fit", () => {
    for (const refused of [
      fromAction("listen", {}),
      fromAction("listen", { topicId: "../etc" }),
      fromAction("listen", { topicId: 7 }),
      fromAction("listenToWords", { words: "x" })
    ]) {
      assert.isTrue(Option.isNone(refused))
    }
  })

  it("do what their name says and not what their context claims", () => {
    const command = fromAction("refresh", { _tag: "Listen", topicId: "tides" })
    assert.deepStrictEqual(
      Option.map(command, ({ _tag }) => _tag),
      Option.some("Refresh")
    )
  })
})
