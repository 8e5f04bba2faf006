import { Episode } from "@aethercast/domain/Episode"
import { AsideId, drop, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { tagOf } from "../../src/http/AudioResponse.ts"
import { complete, resting } from "./TestApi.ts"

const { lines } = resting.timeline
const withLines = (changed: ReadonlyArray<TimelineLine>) =>
  new Episode({ ...resting, timeline: new Timeline({ ...resting.timeline, lines: changed }) })
const without = (id: string, reason: "skipped" | "not-spoken") =>
  new Episode({ ...resting, timeline: drop(resting.timeline, LineId.make(id), reason) })
const aside = (id: string) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: 0,
    aside: AsideId.make("a1"),
    speaker: "host",
    text: "By the way.",
    passages: [],
    sources: []
  })

describe("the entity tag of audio", () => {
  it("is the same while lines are appended, and when the podcast is complete", () => {
    const { timeline, id, workflowId } = resting
    const finished = new Episode({ ...complete, id, workflowId, timeline })
    for (const count of [0, 1, 2, 3]) {
      assert.strictEqual(tagOf(withLines(lines.slice(0, count))), tagOf(finished))
    }
    assert.notStrictEqual(tagOf(complete), tagOf(finished))
  })

  it("is another one when a listener skips lines, and not when one could not be spoken", () => {
    assert.notStrictEqual(tagOf(without("1.1", "skipped")), tagOf(resting))
    assert.strictEqual(tagOf(without("1.9", "not-spoken")), tagOf(resting))
  })

  it("is another one when an aside begins, and not when the aside goes on", () => {
    const begun = withLines([...lines.slice(0, 1), aside("a1.0"), ...lines.slice(1)])
    const longer = withLines([
      ...lines.slice(0, 1),
      aside("a1.0"),
      aside("a1.1"),
      ...lines.slice(1)
    ])
    assert.notStrictEqual(tagOf(begun), tagOf(resting))
    assert.strictEqual(tagOf(longer), tagOf(begun))
  })

  it("is another one when an aside begins again because its first line could not be spoken", () => {
    const begun = withLines([...lines.slice(0, 1), aside("a1.0"), ...lines.slice(1)])
    const again = withLines([...lines, aside("a1.1")])
    assert.notStrictEqual(tagOf(again), tagOf(begun))
  })
})
