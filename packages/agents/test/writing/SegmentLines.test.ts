import { Line, SegmentPlan } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ModelTurn } from "../../src/models/ModelTurn.ts"
import * as SegmentLines from "../../src/writing/SegmentLines.ts"
import { linesSeconds } from "../../src/writing/SpokenLength.ts"

const line = (text: string) => new Line({ speaker: "host", text, passages: [], pauseMillis: 320 })
const lines = ["one", "two", "three", "four", "five", "six"].map((word) =>
  line(`This is line ${word} of the segment, and it is neither short nor long.`)
)
const plan = new SegmentPlan({ title: "A part", passages: [], seconds: linesSeconds(lines) })

/** The number of lines that were given to the listener before each step. */
const traced = (count: number) =>
  Effect.gen(function* () {
    let given = 0
    const before: Array<number> = []
    const written = yield* SegmentLines.write(plan, (said) => {
      before.push(given)
      return Effect.succeed(said.length < count ? lines.slice(said.length, said.length + 1) : null)
    }).pipe(
      Effect.provideService(ModelTurn, {
        ...ModelTurn.defaultValue(),
        written: () => Effect.sync(() => void given++)
      })
    )
    return { before, given, pauses: written.map(({ pauseMillis }) => pauseMillis) }
  })

describe("SegmentLines", () => {
  it.effect("a line is given at once, and from 60 % of the length on when the next is there", () =>
    Effect.gen(function* () {
      const { before, given } = yield* traced(6)
      assert.deepStrictEqual(before, [0, 1, 2, 3, 3, 4])
      assert.strictEqual(given, 6)
    })
  )

  it.effect("the last line has the longer pause, whether the length or the writer ends it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* traced(6)).pauses, [320, 320, 320, 320, 320, 800])
      assert.deepStrictEqual((yield* traced(4)).pauses, [320, 320, 320, 800])
    })
  )
})
