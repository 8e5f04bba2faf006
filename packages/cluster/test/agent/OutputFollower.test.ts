import { OutputMissing } from "@aethercast/cluster/TaskOutput"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { follow } from "../../src/agent/internal/OutputFollower.ts"
import { OutputPage } from "../../src/agent/internal/OutputPage.ts"
import { TaskAnswer } from "../../src/agent/Task.ts"

/** Follows a task that was answered elsewhere, on a host that still executes it and has no output yet. */
const followFormerOwner = Effect.fnUntraced(function* (outputs: number) {
  const reads = yield* Ref.make(0)
  const answer = new TaskAnswer({ output: "done", outputs })
  return yield* follow(
    {
      id: "task",
      answer: Effect.succeed(answer),
      readOutput: () =>
        Effect.flatMap(
          Ref.updateAndGet(reads, (count) => count + 1),
          (count) =>
            count > 3
              ? Effect.die("It is read again and again")
              : Effect.succeed(OutputPage.cases.Outputs.make({ outputs: [] }))
        )
    },
    () => Effect.void
  )
}, Effect.scoped)

describe("the follower of a task that was answered while a former owner still executes it", () => {
  it.effect("gets the answer, if nothing was emitted", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* followFormerOwner(0)).output, "done")
    })
  )

  it.effect("learns that output is missing, if something was", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* Effect.flip(followFormerOwner(2)),
        new OutputMissing({ task: "task", from: 0, to: 2 })
      )
    })
  )
})
