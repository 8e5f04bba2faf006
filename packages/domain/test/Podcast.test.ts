import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Episode } from "../src/Episode.ts"
import { EpisodeId } from "../src/EpisodeId.ts"
import { EpisodeStatus } from "../src/EpisodeStatus.ts"
import * as Podcast from "../src/Podcast.ts"
import { Source, SourceId } from "../src/Source.ts"
import { Timeline } from "../src/Timeline.ts"
import { WorkflowId } from "../src/Workflow.ts"
import { lineOf } from "./TimelineFixtures.ts"

const id = EpisodeId.make("a".repeat(20))

const episode = (status: EpisodeStatus, cover?: string) =>
  new Episode({
    id,
    workflowId: WorkflowId.make(`episode:${id}`),
    title: "Tides",
    teaser: "Why the sea rises.",
    lengthSeconds: 60,
    style: "story",
    status,
    notices: [],
    sources: [
      new Source({
        id: SourceId.make("0123456789abcdef"),
        url: "http://library.internal/tides/why.md",
        title: "Why the sea rises",
        site: "The library"
      })
    ],
    timeline: new Timeline({
      chapters: ["Tides"],
      lines: [lineOf("0.0", { frames: 125, text: "One." })]
    }),
    ...(cover === undefined ? {} : { cover })
  })

const statusFields = (status: EpisodeStatus) => {
  const { reason, stage, status: name } = Podcast.fromEpisode(episode(status))
  return { name, reason, stage }
}

describe("Podcast", () => {
  it("says how many podcasts come before one that waits for its turn", () => {
    const { ahead, status } = Podcast.fromEpisode(
      episode(EpisodeStatus.cases.Queued.make({ ahead: 3 }))
    )
    assert.deepStrictEqual({ ahead, status }, { ahead: 3, status: "queued" })
  })

  it("flattens the status of the episode into fields", () => {
    const { Cancelled, Complete, Failed, Generating } = EpisodeStatus.cases
    assert.deepStrictEqual(statusFields(Generating.make({ stage: "reading" })), {
      name: "generating",
      reason: undefined,
      stage: "reading"
    })
    assert.deepStrictEqual(statusFields(Failed.make({ reason: "No page could be read." })), {
      name: "failed",
      reason: "No page could be read.",
      stage: undefined
    })
    assert.deepStrictEqual(statusFields(Cancelled.make({ reason: "wrong topic" })), {
      name: "cancelled",
      reason: "wrong topic",
      stage: undefined
    })
    assert.strictEqual(statusFields(Complete.make({})).name, "complete")
  })

  it("reports the available length and the links", () => {
    const podcast = Podcast.fromEpisode(
      episode(EpisodeStatus.cases.Resting.make({}), "/media/cover")
    )
    assert.strictEqual(podcast.madeSeconds, 3)
    assert.deepStrictEqual(Schema.encodeSync(Podcast.Podcast)(podcast).links, {
      self: `/api/v1/podcasts/${id}`,
      page: `/episode/${id}`,
      audio: `/api/v1/podcasts/${id}/audio.mp3`,
      transcript: `/api/v1/podcasts/${id}/transcript.vtt`,
      subtitles: `/api/v1/podcasts/${id}/transcript.srt`,
      chapters: `/api/v1/podcasts/${id}/chapters.json`,
      cover: "/media/cover"
    })
  })

  it("links its sources by URLs that a browser can open", () => {
    const { sources } = Podcast.fromEpisode(episode(EpisodeStatus.cases.Starting.make({})))
    assert.deepStrictEqual(sources, [
      { title: "Why the sea rises", site: "The library", url: "/library/tides/why.md" }
    ])
  })
})
