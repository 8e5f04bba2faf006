import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Episode } from "../src/Episode.ts"
import { EpisodeId } from "../src/EpisodeId.ts"
import { EpisodeStatus } from "../src/EpisodeStatus.ts"
import * as Podcast from "../src/Podcast.ts"
import { Source, SourceId } from "../src/Source.ts"
import { WorkflowId } from "../src/Workflow.ts"
import { clip, line, timeline } from "./SpokenTimeline.ts"

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
    timeline: timeline(["Tides"], line("0.0", "host", "One.", clip("a", 125))),
    ...(cover === undefined ? {} : { cover })
  })

const standing = (status: EpisodeStatus) => {
  const { reason, stage, status: name } = Podcast.fromEpisode(episode(status))
  return { name, reason, stage }
}

describe("Podcast", () => {
  it("tells where the episode stands in plain fields", () => {
    const { Complete, Failed, Generating } = EpisodeStatus.cases
    assert.deepStrictEqual(standing(Generating.make({ stage: "reading" })), {
      name: "generating",
      reason: undefined,
      stage: "reading"
    })
    assert.deepStrictEqual(standing(Failed.make({ reason: "No page could be read." })), {
      name: "failed",
      reason: "No page could be read.",
      stage: undefined
    })
    assert.strictEqual(standing(Complete.make({})).name, "complete")
  })

  it("says how much is made, and where it is", () => {
    const podcast = Podcast.fromEpisode(
      episode(EpisodeStatus.cases.Resting.make({}), "/media/cover")
    )
    assert.strictEqual(podcast.madeSeconds, 3)
    assert.deepStrictEqual(Schema.encodeSync(Podcast.Podcast)(podcast).links, {
      self: `/api/v1/podcasts/${id}`,
      page: `/episode/${id}`,
      audio: `/api/v1/podcasts/${id}/audio.mp3`,
      transcript: `/api/v1/podcasts/${id}/transcript.vtt`,
      chapters: `/api/v1/podcasts/${id}/chapters.json`,
      cover: "/media/cover"
    })
  })

  it("names its sources by addresses that can be opened", () => {
    const { sources } = Podcast.fromEpisode(episode(EpisodeStatus.cases.Starting.make({})))
    assert.deepStrictEqual(sources, [
      { title: "Why the sea rises", site: "The library", url: "/library/tides/why.md" }
    ])
  })
})
