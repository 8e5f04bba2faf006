import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { fromAction } from "../../src/surface/Command.ts"

describe("an action", () => {
  it("becomes a command when its context fits", () => {
    assert.deepStrictEqual(
      [
        fromAction("listen", { topicId: "tides" }),
        fromAction("listenToWords", { words: "  the sea  " }),
        fromAction("refresh", {})
      ].map(Option.map(({ _tag }) => _tag)),
      [Option.some("Listen"), Option.some("ListenToWords"), Option.some("Refresh")]
    )
  })

  it("takes words literally, and trims them", () => {
    const command = fromAction("listenToWords", { words: " <img src=x onerror=alert(1)> " })
    assert.deepStrictEqual(
      Option.map(command, (known) => known._tag === "ListenToWords" && known.words),
      Option.some("<img src=x onerror=alert(1)>")
    )
  })

  it("takes a focus beside the words", () => {
    assert.deepStrictEqual(
      fromAction("listenToWords", { words: "the sea", focus: "harbours" }),
      Option.some({ _tag: "ListenToWords" as const, words: "the sea", focus: "harbours" })
    )
  })

  it("is rejected when its context does not fit", () => {
    for (const command of [
      fromAction("listen", {}),
      fromAction("listen", { topicId: "../etc" }),
      fromAction("listen", { topicId: 7 }),
      fromAction("listenToWords", { words: "x" })
    ]) {
      assert.isTrue(Option.isNone(command))
    }
  })

  it("cannot be changed by its context", () => {
    const command = fromAction("refresh", { _tag: "Listen", topicId: "tides" })
    assert.deepStrictEqual(
      Option.map(command, ({ _tag }) => _tag),
      Option.some("Refresh")
    )
  })
})
