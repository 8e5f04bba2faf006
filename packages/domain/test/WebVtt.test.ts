import { assert, describe, it } from "@effect/vitest"
import { empty, Timeline } from "../src/Timeline.ts"
import * as WebVtt from "../src/WebVtt.ts"
import { lineOf } from "./TimelineFixtures.ts"

describe("WebVtt", () => {
  it("a cue has the exact duration of its line and the voice of its speaker", () => {
    const vtt = WebVtt.fromTimeline(
      new Timeline({
        chapters: ["Tides"],
        lines: [
          lineOf("0.0", { frames: 100, text: "The sea rises twice a day." }),
          lineOf("0.1", { frames: 1, speaker: "guest", text: "Why twice?" })
        ]
      })
    )
    assert.strictEqual(
      vtt,
      `WEBVTT

0.0
00:00:00.000 --> 00:00:02.400
<v Ada>The sea rises twice a day.

0.1
00:00:02.400 --> 00:00:02.424
<v Ben>Why twice?
`
    )
  })

  it("times carry over into minutes and hours", () => {
    const vtt = WebVtt.fromTimeline(
      new Timeline({
        chapters: ["Long"],
        lines: [
          lineOf("0.0", { frames: 2_501, text: "One." }),
          lineOf("0.1", { frames: 150_000, text: "Two." })
        ]
      })
    )
    assert.include(vtt, "00:00:00.000 --> 00:01:00.024")
    assert.include(vtt, "00:01:00.024 --> 01:01:00.024")
  })

  it("an unfinished line is left out", () => {
    const vtt = WebVtt.fromTimeline(
      new Timeline({
        chapters: ["Tides"],
        lines: [
          lineOf("0.0", { frames: 1, text: "Done." }),
          lineOf("0.1", { speaker: "guest", text: "Not yet." })
        ]
      })
    )
    assert.notInclude(vtt, "Not yet.")
  })

  it("no text can break out of its cue", () => {
    const vtt = WebVtt.fromTimeline(
      new Timeline({
        chapters: ["Signs"],
        lines: [lineOf("0.0", { frames: 1, text: " a <b>& c\n\n00:00 --> 00:01\r\nx " })]
      })
    )
    assert.include(vtt, "<v Ada>a &lt;b&gt;&amp; c 00:00 --&gt; 00:01 x\n")
  })

  it("an episode without lines is a transcript without cues", () => {
    assert.strictEqual(WebVtt.fromTimeline(empty), "WEBVTT\n")
  })
})
