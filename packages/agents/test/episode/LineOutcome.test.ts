import { LineOutcome, recorded } from "@aethercast/agents/episode/LineOutcome"
import { LineId, Timeline } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { clip, lineOf, spokenLine } from "./SessionFixture.ts"

const timeline = new Timeline({
  chapters: [],
  lines: [spokenLine("0.0"), spokenLine("0.2"), lineOf("1.0")],
  dropped: [{ id: LineId.make("0.1"), after: LineId.make("0.0"), reason: "not-spoken" }]
})

describe("the recorded outcome of a line", () => {
  it("is its clip when it was spoken", () => {
    assert.deepStrictEqual(
      recorded(timeline, LineId.make("0.2")),
      Option.some(LineOutcome.cases.Spoken.make({ clip }))
    )
  })

  it("is that it was left out when it was dropped", () => {
    assert.deepStrictEqual(
      Option.map(recorded(timeline, LineId.make("0.1")), ({ _tag }) => _tag),
      Option.some("LeftOut")
    )
  })

  it("is none for the line being spoken and for the next one", () => {
    assert.deepStrictEqual(recorded(timeline, LineId.make("1.0")), Option.none())
    assert.deepStrictEqual(recorded(timeline, LineId.make("1.1")), Option.none())
  })
})
