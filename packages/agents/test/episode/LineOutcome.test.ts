import { LineOutcome, recorded } from "@aethercast/agents/episode/LineOutcome"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

const clip = new Clip({ id: ClipId.make("c".repeat(64)), frames: 3, sha256: "5".repeat(64) })
const lineOf = (id: string, isFinished: boolean) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: 0,
    speaker: "host",
    text: "Here it comes.",
    passages: [],
    sources: [],
    ...(isFinished ? { clip } : {})
  })
const timeline = new Timeline({
  chapters: [],
  lines: [lineOf("0.0", true), lineOf("0.2", true), lineOf("1.0", false)],
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
