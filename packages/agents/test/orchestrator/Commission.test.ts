import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { Snippet } from "@aethercast/domain/Snippet"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { Commission, newEpisode } from "../../src/orchestrator/Commission.ts"
import { drawnCover, fewerHosts } from "../../src/orchestrator/ListenerMessages.ts"

const topicId = TopicId.make("tides")

const commission = (cover: Pick<Commission, "coverStandIn">) =>
  new Commission({
    request: new EpisodeRequest({
      id: EpisodeId.make("tides".padEnd(20, "0")),
      subject: Subject.cases.Known.make({ topicId }),
      lengthSeconds: 60,
      style: "conversation"
    }),
    snippet: new Snippet({
      topicId,
      title: "Tides",
      teaser: "It rises.",
      coverPrompt: "",
      sources: []
    }),
    cover: "/media/1",
    coverAlt: "Waves",
    ...cover
  })

describe("an episode about a topic of the landing page", () => {
  it("has the cover of its card, with the alternative text", () => {
    const { cover, coverAlt, notices } = newEpisode(commission({}))
    assert.deepStrictEqual([cover, coverAlt, notices], ["/media/1", "Waves", []])
  })

  it("says so where there are fewer voices than hosts were asked for", () => {
    const { request, ...rest } = commission({})
    const { notices } = newEpisode(
      new Commission({ ...rest, request: new EpisodeRequest({ ...request, hosts: 4 }) })
    )
    assert.deepStrictEqual(notices, [fewerHosts(2)])
  })

  it("says that the cover is drawn where an image model should have painted it", () => {
    const { notices } = newEpisode(commission({ coverStandIn: "drawing" }))
    assert.deepStrictEqual(notices, [drawnCover("drawing")])
  })
})
