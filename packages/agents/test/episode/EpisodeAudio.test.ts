import { decide } from "@aethercast/agents/episode/EpisodeAudio"
import { nobody } from "@aethercast/agents/episode/GenerationWindow"
import type { LiveClip, StageState } from "@aethercast/agents/episode/EpisodeSession"
import { Clip, ClipId, frameBytes } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"

const { Complete, Failed, Generating, Resting } = EpisodeStatus.cases

const clip = new Clip({ id: ClipId.make("c".repeat(64)), frames: 3, sha256: "5".repeat(64) })
const lineOf = (id: string, done: boolean) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: 0,
    speaker: "host",
    text: "Here it comes.",
    passages: [],
    sources: [],
    ...(done ? { clip } : {})
  })
const done = lineOf("0.0", true)
const open = lineOf("0.1", false)

const live = (id: string, ...frames: ReadonlyArray<number>): LiveClip => ({
  lineId: LineId.make(id),
  pieces: frames.map((count, piece) => new Uint8Array(count * frameBytes).fill(piece + 1))
})

const state = (
  lines: ReadonlyArray<TimelineLine>,
  made?: LiveClip,
  status: EpisodeStatus = Generating.make({ stage: "speaking" })
): StageState => ({
  episode: new Episode({
    id: EpisodeId.make("a".repeat(20)),
    workflowId: WorkflowId.make("episode:a"),
    title: "Tides",
    teaser: "Twice a day.",
    lengthSeconds: 60,
    style: "conversation",
    status,
    notices: [],
    sources: [],
    timeline: new Timeline({ chapters: [], lines })
  }),
  log: [],
  wakesTo: undefined,
  live: made,
  audience: nobody
})

describe("a listener", () => {
  it("is sent a line that is finished from the store", () => {
    assert.deepStrictEqual(decide(state([done]), 0, 2), { _tag: "Stored", line: done, clip })
  })

  it("is sent what there is of a line that is being made, from where it is", () => {
    const next = decide(state([done, open], live("0.1", 2, 1)), 1, 1)
    assert.strictEqual(next._tag, "Live")
    if (next._tag !== "Live") return
    assert.deepStrictEqual(
      [...next.bytes],
      [...new Uint8Array(frameBytes).fill(1), ...new Uint8Array(frameBytes).fill(2)]
    )
  })

  it("waits for more of a line of which it has everything so far, or more", () => {
    for (const frame of [3, 9]) {
      assert.deepStrictEqual(decide(state([done, open], live("0.1", 2, 1)), 1, frame), {
        _tag: "Wait"
      })
    }
  })

  it("waits for a line that nobody speaks yet", () => {
    assert.deepStrictEqual(decide(state([done, open], live("0.0", 3)), 1, 0), { _tag: "Wait" })
    assert.deepStrictEqual(decide(state([done, open]), 1, 0), { _tag: "Wait" })
  })

  it("waits at the end while there may be more, and is done when there will not", () => {
    const at = (status: EpisodeStatus) => decide(state([done], undefined, status), 1, 0)._tag
    assert.strictEqual(at(Resting.make({})), "Wait")
    assert.strictEqual(at(Generating.make({ stage: "planning" })), "Wait")
    assert.strictEqual(at(Complete.make({})), "End")
    assert.strictEqual(at(Failed.make({ reason: "The sources cannot be reached." })), "End")
  })
})
