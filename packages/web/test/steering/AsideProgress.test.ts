import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as Steering from "@aethercast/domain/Steering"
import { AsideId, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { asidesAhead } from "../../src/steering/AsideProgress.ts"

const line = (id: string, aside?: string) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: 0,
    speaker: "host",
    text: "Words.",
    passages: [],
    sources: [],
    ...(aside !== undefined && { aside: AsideId.make(aside) })
  })

const episode = (lines: ReadonlyArray<TimelineLine>, isClosed: boolean) =>
  new Episode({
    id: EpisodeId.make("a".repeat(24)),
    workflowId: WorkflowId.make("episode:a"),
    title: "Tides",
    teaser: "",
    lengthSeconds: 60,
    style: "conversation",
    status: EpisodeStatus.cases.Complete.make({}),
    notices: [],
    sources: [],
    timeline: new Timeline({ chapters: ["Tides"], lines }),
    steering: new Steering.Steering({
      ...Steering.none,
      asides: [{ id: AsideId.make("a1"), kind: "question", words: "Why?", isClosed }]
    })
  })

const stages = (of: Episode, current: string) =>
  asidesAhead(of, LineId.make(current)).map(({ stage }) => stage)

describe("an aside that a listener asked for", () => {
  const plain = [line("0.0"), line("0.1")]
  const spliced = [line("0.0"), line("a1.0", "a1"), line("0.1")]

  it("is being made until a line of it is on the timeline", () => {
    assert.deepStrictEqual(stages(episode(plain, false), "0.0"), ["making"])
  })

  it("comes up, then plays, then is over", () => {
    const made = episode(spliced, true)
    assert.deepStrictEqual(stages(made, "0.0"), ["next"])
    assert.deepStrictEqual(stages(made, "a1.0"), ["playing"])
    assert.deepStrictEqual(stages(made, "0.1"), [])
  })

  it("that was skipped before it began does not come up", () => {
    assert.deepStrictEqual(stages(episode(plain, true), "0.0"), [])
  })
})
