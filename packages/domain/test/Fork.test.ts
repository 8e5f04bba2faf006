import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { sharedPart } from "@aethercast/domain/Fork"
import { PassageId } from "@aethercast/domain/Source"
import { AsideId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { lineOf } from "./TimelineFixtures.ts"

/** The passage that a line quotes. */
const passageOf = (id: string) => PassageId.make(`${"0".repeat(16)}#${id.replace(".", "")}`)

const line = (id: string, options: { readonly frames?: number; readonly aside?: string } = {}) => {
  const { aside, frames = 10 } = options
  return new TimelineLine({
    ...lineOf(id, frames === 0 ? {} : { frames }),
    chapter: Number(id.split(".")[0]),
    passages: [passageOf(id)],
    ...(aside !== undefined && { aside: AsideId.make(aside) })
  })
}

const episode = (chapters: number, lines: ReadonlyArray<TimelineLine>) =>
  new Episode({
    id: EpisodeId.make("e".repeat(20)),
    workflowId: WorkflowId.make("episode:e"),
    title: "Tides",
    teaser: "Twice a day",
    lengthSeconds: 60,
    style: "conversation",
    status: { _tag: "Complete" },
    notices: [],
    sources: [],
    timeline: new Timeline({
      chapters: Array.from({ length: chapters }, (_, n) => `Chapter ${n}`),
      lines
    })
  })

const whole = episode(3, [
  line("0.0"),
  line("1.0"),
  line("1.1", { aside: "a1" }),
  line("1.2"),
  line("2.0")
])

const ids = (part: ReturnType<typeof sharedPart>) =>
  Option.getOrThrow(part).timeline.lines.map(({ id }) => id)

describe("a fork", () => {
  it("shares the chapters before its own, without asides", () => {
    const part = sharedPart(whole, 2, "deeper")
    assert.deepStrictEqual(ids(part), ["0.0", "1.0", "1.2"])
    assert.deepStrictEqual(Option.getOrThrow(part).timeline.chapters, ["Chapter 0", "Chapter 1"])
  })

  it("leaves alone what was said, and told again also what it replaces", () => {
    const said = (change: "again" | "simpler") =>
      Option.getOrThrow(sharedPart(whole, 1, change)).said
    assert.deepStrictEqual(said("simpler"), [passageOf("0.0")])
    assert.deepStrictEqual(said("again"), ["0.0", "1.0", "1.2"].map(passageOf))
  })

  it("begins at no chapter that has not begun", () => {
    assert.isTrue(Option.isNone(sharedPart(whole, 3, "again")))
    assert.isTrue(Option.isNone(sharedPart(episode(3, [line("0.0")]), 2, "again")))
  })

  it("begins after nothing that is still being spoken", () => {
    const live = episode(2, [line("0.0", { frames: 0 }), line("1.0")])
    assert.isTrue(Option.isNone(sharedPart(live, 1, "again")))
  })
})
