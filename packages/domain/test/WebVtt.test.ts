import { assert, describe, it } from "@effect/vitest"
import { empty } from "../src/Timeline.ts"
import * as WebVtt from "../src/WebVtt.ts"
import { clip, line, timeline } from "./SpokenTimeline.ts"

describe("WebVtt", () => {
  it("a cue lasts exactly as long as the frames of its line, in the voice of its speaker", () => {
    const vtt = WebVtt.fromTimeline(
      timeline(
        ["Tides"],
        line("0.0", "host", "The sea rises twice a day.", clip("a", 100)),
        line("0.1", "guest", "Why twice?", clip("b", 1))
      )
    )
    assert.strictEqual(
      vtt,
      `WEBVTT

0.0
00:00:00.000 --> 00:00:02.400
<v Host>The sea rises twice a day.

0.1
00:00:02.400 --> 00:00:02.424
<v Guest>Why twice?
`
    )
  })

  it("times run on past the minute and the hour", () => {
    const vtt = WebVtt.fromTimeline(
      timeline(
        ["Long"],
        line("0.0", "host", "One.", clip("a", 2_501)),
        line("0.1", "host", "Two.", clip("b", 150_000))
      )
    )
    assert.include(vtt, "00:00:00.000 --> 00:01:00.024")
    assert.include(vtt, "00:01:00.024 --> 01:01:00.024")
  })

  it("a line that is still being spoken is not there yet", () => {
    const vtt = WebVtt.fromTimeline(
      timeline(
        ["Tides"],
        line("0.0", "host", "Done.", clip("a", 1)),
        line("0.1", "guest", "Not yet.")
      )
    )
    assert.notInclude(vtt, "Not yet.")
  })

  it("nothing that is said can break out of its cue", () => {
    const vtt = WebVtt.fromTimeline(
      timeline(["Signs"], line("0.0", "host", " a <b>& c\n\n00:00 --> 00:01\r\nx ", clip("a", 1)))
    )
    assert.include(vtt, "<v Host>a &lt;b&gt;&amp; c 00:00 --&gt; 00:01 x\n")
  })

  it("an episode without a word is a transcript without a cue", () => {
    assert.strictEqual(WebVtt.fromTimeline(empty), "WEBVTT\n")
  })
})
