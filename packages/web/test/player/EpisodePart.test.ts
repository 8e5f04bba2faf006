import { AsideId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { endOfPart } from "../../src/player/EpisodePart.ts"
import * as FrameLayout from "../../src/player/FrameLayout.ts"
import { FrameStore } from "../../src/player/FrameStore.ts"
import { timeline } from "./AudioFixtures.ts"

const lines = timeline(["0.0", 10], ["0.1", 10], ["1.0", 10], ["1.1", 10], ["1.2", 10]).lines.map(
  (line) => (line.id === "1.1" ? new TimelineLine({ ...line, aside: AsideId.make("a1") }) : line)
)
const known = new Timeline({ chapters: [], lines })
const layout = FrameLayout.make(known, new FrameStore())
const end = (frame: number) => endOfPart(layout, lines, frame)

describe("the end of a part", () => {
  it("is where the next chapter starts", () => {
    assert.deepStrictEqual([0, 9, 15].map(end), [20, 20, 20])
  })

  it("is where an aside starts that interrupts the chapter, and the end of that aside", () => {
    assert.strictEqual(end(25), 30)
    assert.strictEqual(end(35), 40)
  })

  it("is the end of what is known in the last part", () => {
    assert.deepStrictEqual([45, 50].map(end), [50, 50])
  })
})
