import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { Episode } from "../src/Episode.ts"
import { EpisodeId } from "../src/EpisodeId.ts"
import { Subject } from "../src/EpisodeRequest.ts"
import { EpisodeStatus } from "../src/EpisodeStatus.ts"
import { OrderedEpisode } from "../src/OrderedEpisode.ts"
import { feed } from "../src/PodcastFeed.ts"
import { Source, SourceId } from "../src/Source.ts"
import { empty } from "../src/Timeline.ts"
import { WorkflowId } from "../src/Workflow.ts"

const ordered = (letter: string, status: EpisodeStatus, title = "Tides") =>
  new OrderedEpisode({
    episode: new Episode({
      id: EpisodeId.make(letter.repeat(20)),
      workflowId: WorkflowId.make(`episode:${letter}`),
      title,
      teaser: "Why the sea rises.",
      focus: "harbours & ports",
      lengthSeconds: 60,
      style: "story",
      cover: "/media/abc",
      status,
      notices: [],
      sources: [
        new Source({
          id: SourceId.make("a".repeat(16)),
          url: "https://example.org/tides?a=1&b=2",
          title: "On tides",
          site: "example.org"
        })
      ],
      timeline: empty
    }),
    subject: Subject.cases.Words.make({ words: "tides" }),
    orderedAt: DateTime.makeUnsafe("2026-01-02T03:04:05Z"),
    madeSeconds: 61.2
  })

const options = { origin: "https://casts.example", path: "/feeds/f.xml", guid: "g-u-i-d" }
const complete = EpisodeStatus.cases.Complete.make({})

describe("the feed of a session", () => {
  it("has its complete episodes with all that a podcast player takes", () => {
    const xml = feed(
      [ordered("c", complete), ordered("r", EpisodeStatus.cases.Resting.make({}))],
      options
    )
    assert.strictEqual(xml.split("<item>").length, 2)
    for (const part of [
      "<podcast:guid>g-u-i-d</podcast:guid>",
      `<guid isPermaLink="false">${"c".repeat(20)}</guid>`,
      "<pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate>",
      // 2,550 frames of 192 bytes.
      `/audio.mp3" length="489600" type="audio/mpeg"/>`,
      "<itunes:duration>61</itunes:duration>",
      `/transcript.vtt" type="text/vtt"/>`,
      `/transcript.srt" type="application/x-subrip" rel="captions"/>`,
      `/chapters.json" type="application/json+chapters"/>`,
      `<podcast:person role="host">Ada</podcast:person>`,
      `<podcast:txt purpose="ai-content">true</podcast:txt>`,
      `<itunes:image href="https://casts.example/media/abc"/>`,
      "<description>Why the sea rises.\nFocus: harbours &amp; ports\nSources:\n",
      "On tides: https://example.org/tides?a=1&amp;b=2"
    ]) {
      assert.include(xml, part)
    }
  })

  it("is well-formed whatever signs are in a title", () => {
    const xml = feed([ordered("c", complete, 'a <b> & "c" ]]> \u0000\ud800\u{1F30A}')], options)
    assert.include(xml, "<title>a &lt;b&gt; &amp; &quot;c&quot; ]]&gt; \uFFFD\u{1F30A}</title>")
  })
})
