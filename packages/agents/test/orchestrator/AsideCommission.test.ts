import { commissionOf } from "@aethercast/agents/orchestrator/AsideCommission"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { PassageId } from "@aethercast/domain/Source"
import { AsideId, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"

const heard = PassageId.make("0123456789abcdef#1")
const next = PassageId.make("0123456789abcdef#2")

const episode = new Episode({
  id: EpisodeId.make("a".repeat(20)),
  workflowId: WorkflowId.make("episode:a"),
  title: "Tides",
  teaser: "",
  lengthSeconds: 60,
  style: "conversation",
  status: EpisodeStatus.cases.Generating.make({ stage: "speaking" }),
  notices: [],
  sources: [],
  writtenPassages: { 1: [heard, next] },
  timeline: new Timeline({
    chapters: ["Opening", "The Moon"],
    lines: [
      new TimelineLine({
        id: LineId.make("1.0"),
        chapter: 1,
        speaker: "host",
        text: "The Moon pulls.",
        passages: [heard],
        sources: []
      })
    ]
  })
})

describe("the commission of an aside", () => {
  it("counts what is written as said, although it was not spoken yet", () => {
    const aside = { id: AsideId.make("a1"), kind: "more", isClosed: false } as const
    const { alreadySaid } = commissionOf(episode, aside)
    assert.sameMembers([...new Set(alreadySaid)], [heard, next])
  })

  it("returns to the chapter that it interrupts, and from the opening to the episode's topic", () => {
    const more = { id: AsideId.make("a1"), kind: "more", isClosed: false } as const
    assert.strictEqual(commissionOf(episode, more).chapterTitle, "The Moon")
    const before = new Timeline({ chapters: ["Opening"], lines: [] })
    const beginning = new Episode({ ...episode, timeline: before })
    assert.strictEqual(commissionOf(beginning, more).chapterTitle, "Tides")
  })
})
