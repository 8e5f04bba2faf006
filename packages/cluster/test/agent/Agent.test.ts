import { assert, layer } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Ref, Schema } from "effect"
import * as Agent from "../../src/agent/Agent.ts"
import { DeadLetters } from "../../src/supervision/DeadLetters.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"
import { TaskDispatcher } from "../../src/agent/TaskDispatcher.ts"
import { StepConflict } from "../../src/agent/StepConflict.ts"
import { OutputMissing } from "../../src/agent/TaskOutput.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import { eventually } from "../harness/Eventually.ts"

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}
class Wrong extends Schema.TaggedError<Wrong>()("Wrong", { why: Schema.String }) {}

/** What happened in the agents of the test, over all their activations. */
const log = { activations: 0, turns: 0, billed: 0, interrupted: false }
const fresh = Effect.sync(() => Object.assign(log, { activations: 0, turns: 0, billed: 0 }))
const add = (what: "activations" | "turns" | "billed") => Effect.sync(() => (log[what] += 1))

const contract = {
  version: 1,
  description: "A test's agent",
  input: Schema.Struct({ crashes: Schema.Int, busy: Schema.Int }),
  success: Schema.Struct({ heard: Schema.Int, turns: Schema.Int, by: Schema.String }),
  error: Schema.Union([Busy, Wrong])
} as const
const retry = { on: ["Busy"], times: 3, base: "100 millis", cap: "1 second" } as const
const restarts = { times: 2, within: "1 minute" } as const

const Fragile = Agent.make({
  ...contract,
  name: "Fragile",
  supervision: { deadline: "5 seconds", restarts, retry }
})(
  Effect.gen(function* () {
    yield* add("activations")
    const heard = yield* Ref.make(0)
    return Effect.fn("Fragile.turn")(function* (input, { emit, once }) {
      const turns = yield* add("turns")
      const mine = yield* Ref.updateAndGet(heard, (n) => n + 1)
      yield* emit(Uint8Array.of(1))
      yield* once("bill", Schema.Int, add("billed"))
      if (turns <= input.crashes) return yield* Effect.die("wobble")
      if (turns <= input.busy) return yield* new Busy()
      if (input.busy < 0) return yield* new Wrong({ why: "negative" })
      yield* emit(Uint8Array.of(2))
      return { heard: mine, turns, by: "itself" }
    })
  })
)

const voice = Dependency.make("voice", {
  circuit: { failures: 2, within: "1 minute", cooldown: "30 seconds" }
})
const Resourceful = Agent.make({
  ...contract,
  name: "Resourceful",
  supervision: {
    deadline: "5 seconds",
    restarts,
    circuits: [{ dependency: voice, on: ["Busy"] }],
    fallbacks: [{ name: "plain", on: ["Busy"] }]
  }
})(
  Effect.succeed(
    Effect.fnUntraced(function* (_, { fallback }) {
      yield* add("turns")
      if (fallback === undefined) return yield* new Busy()
      return { heard: 0, turns: log.turns, by: fallback }
    })
  )
)

const line = Dependency.make("line", {
  circuit: { failures: 2, within: "1 minute", cooldown: "30 seconds" }
})
/** Its dependency never answers. */
const Patient = Agent.make({
  ...contract,
  name: "Patient",
  supervision: {
    deadline: "10 seconds",
    restarts,
    circuits: [{ dependency: line, on: [], within: "1 second" }],
    fallbacks: [{ name: "plain" }]
  }
})(
  Effect.succeed(
    Effect.fnUntraced(function* (_, { fallback }) {
      yield* add("turns")
      if (fallback === undefined) return yield* Effect.never
      return { heard: 0, turns: log.turns, by: fallback }
    })
  )
)

const Modest = Agent.make({
  ...contract,
  name: "Modest",
  supervision: { deadline: "5 seconds", restarts },
  degraded: ({ busy }) => ({ heard: 0, turns: busy, by: "nobody" })
})(Effect.succeed(() => Effect.die("always")))

const Held = Agent.make({
  ...contract,
  name: "Held",
  supervision: {
    deadline: "1 second",
    restarts: { times: 0, within: "1 minute" },
    replayWindow: "1 hour"
  }
})(
  Effect.succeed(
    Effect.fnUntraced(function* ({ crashes }) {
      const turns = yield* add("turns")
      if (turns <= crashes) return yield* Effect.die("not yet")
      return { heard: 0, turns, by: "itself" }
    })
  )
)

const Slow = Agent.make({
  ...contract,
  name: "Slow",
  supervision: { deadline: "10 minutes", restarts }
})(
  Effect.succeed(() =>
    Effect.never.pipe(Effect.onInterrupt(() => Effect.sync(() => void (log.interrupted = true))))
  )
)

/** Answers with a number of letters. */
const Verbose = Agent.make({
  ...contract,
  name: "Verbose",
  input: Schema.Struct({ letters: Schema.Int, filler: Schema.String }),
  success: Schema.String,
  supervision: { deadline: "5 seconds", restarts: { times: 0, within: "1 minute" } }
})(Effect.succeed(({ letters }) => Effect.succeed("x".repeat(letters))))

/** Asks another agent, which takes longer than its own deadline. */
const Asker = Agent.make({
  ...contract,
  name: "Asker",
  error: Schema.Union([Busy, Wrong]),
  supervision: { deadline: "2 seconds", restarts }
})(
  Effect.succeed((input) =>
    Slow.ask("sub", input).pipe(Effect.mapError((failure) => new Wrong({ why: failure._tag })))
  )
)

const agents = Layer.mergeAll(
  Fragile.layer,
  Resourceful.layer,
  Modest.layer,
  Patient.layer,
  Verbose.layer,
  Held.layer,
  Slow.layer,
  Asker.layer
)

const none = { crashes: 0, busy: 0 }

layer(agents.pipe(Layer.provideMerge(TestKit.layer)))("an agent", (it) => {
  it.effect("executes a task once that is requested twice, and answers both requests", () =>
    Effect.gen(function* () {
      yield* fresh
      const ask = TestKit.runToEnd(Fragile.ask("step", none))
      const first = yield* ask
      assert.deepStrictEqual(first, { heard: 1, turns: 1, by: "itself" })
      assert.deepStrictEqual(yield* ask, first)
    }).pipe(TestKit.inRun("twice"))
  )

  it.effect("restarts with fresh state after a crash and bills its effect once", () =>
    Effect.gen(function* () {
      yield* fresh
      const answer = yield* TestKit.runToEnd(Fragile.ask("step", { crashes: 2, busy: 0 }))
      assert.deepStrictEqual(answer, { heard: 1, turns: 3, by: "itself" })
      assert.deepStrictEqual([log.activations, log.billed], [3, 1])
      const recorded = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* recorded.events("crash/step"), [
        "Attempted",
        "Restarted",
        "Attempted",
        "Restarted",
        "Attempted"
      ])
    }).pipe(TestKit.inRun("crash"))
  )

  it.effect(
    "that crashes more often than allowed fails with AgentCrashed, and its task becomes a dead letter",
    () =>
      Effect.gen(function* () {
        yield* fresh
        const failed = yield* TestKit.runToEnd(
          Effect.flip(Fragile.ask("step", { crashes: 100, busy: 0 }))
        )
        assert.strictEqual(failed._tag, "AgentCrashed")
        assert.strictEqual(log.turns, 3)
        const recorded = yield* TestKit.Recorded
        const events = yield* recorded.events("poison/step")
        assert.deepStrictEqual(events.slice(-2), ["Escalated", "DeadLettered"])
        const letter = yield* (yield* DeadLetters).find("poison/step")
        assert.strictEqual(letter.attempts.length, 3)
      }).pipe(TestKit.inRun("poison"))
  )

  it.effect("retries transient errors, and no others", () =>
    Effect.gen(function* () {
      yield* fresh
      const answer = yield* TestKit.runToEnd(Fragile.ask("busy", { crashes: 0, busy: 2 }))
      assert.strictEqual(answer.turns, 3)
      const error = yield* TestKit.runToEnd(
        Effect.flip(Fragile.ask("wrong", { crashes: 0, busy: -1 }))
      )
      assert.deepStrictEqual(error, new Wrong({ why: "negative" }))
      assert.strictEqual(log.turns, 4)
      const { entries } = yield* TestKit.Recorded
      const done = entries.flatMap((entry) =>
        entry._tag === "Task" &&
        entry.task.workflowId === "retry" &&
        (entry.status === "COMPLETED" || entry.status === "FAILED")
          ? [[entry.task.id, entry.status, entry.execution?.retries]]
          : []
      )
      // The agent's node records how it ended, and so does the caller.
      assert.deepStrictEqual(done, [
        ["retry/busy", "COMPLETED", 2],
        ["retry/busy", "COMPLETED", undefined],
        ["retry/wrong", "FAILED", 0],
        ["retry/wrong", "FAILED", undefined]
      ])
    }).pipe(TestKit.inRun("retry"))
  )

  it.effect("refuses a step with another input or another agent than before, as a defect", () =>
    Effect.gen(function* () {
      yield* fresh
      yield* TestKit.runToEnd(Fragile.ask("step", none))
      for (const other of [
        Fragile.ask("step", { crashes: 0, busy: 1 }),
        Modest.ask("step", none),
        Resourceful.ask("step", none)
      ]) {
        const exit = yield* TestKit.runToEnd(Effect.exit(other))
        assert(Exit.isFailure(exit))
        const conflict = Cause.squash(exit.cause)
        assert.instanceOf(conflict, StepConflict)
        assert.strictEqual(conflict.task, "meaning/step")
        assert.strictEqual(conflict.recorded.asked, "agent Fragile")
      }
      assert.strictEqual(log.turns, 1)
    }).pipe(TestKit.inRun("meaning"))
  )

  it.effect("refuses such a step also when the first request has failed", () =>
    Effect.gen(function* () {
      yield* fresh
      yield* TestKit.runToEnd(Effect.flip(Fragile.ask("step", { crashes: 0, busy: -1 })))
      const exit = yield* TestKit.runToEnd(Effect.exit(Fragile.ask("step", none)))
      assert(Exit.isFailure(exit))
      assert.instanceOf(Cause.squash(exit.cause), StepConflict)
    }).pipe(TestKit.inRun("meaning-of-failure"))
  )

  it.effect("fails with OutputMissing when its output is gone, and still has its answer", () =>
    Effect.gen(function* () {
      yield* fresh
      const answer = yield* TestKit.runToEnd(Fragile.ask("step", none))
      const missing = yield* TestKit.runToEnd(
        Effect.flip(Fragile.askStreaming("step", none, () => Effect.void))
      )
      assert.deepStrictEqual(missing, new OutputMissing({ task: "gone/step", from: 0, to: 2 }))
      assert.deepStrictEqual(yield* TestKit.runToEnd(Fragile.ask("step", none)), answer)
      assert.strictEqual(log.turns, 1)
    }).pipe(TestKit.inRun("gone"))
  )

  it.effect("waits for a caller that takes a minute for each output", () =>
    Effect.gen(function* () {
      yield* fresh
      const heard: Array<number> = []
      yield* TestKit.runToEnd(
        Fragile.askStreaming("step", none, ({ bytes }) =>
          // Longer than a follower's lease: it is renewed meanwhile.
          Effect.andThen(
            Effect.sleep("1 minute"),
            Effect.sync(() => heard.push(...bytes))
          )
        )
      )
      assert.deepStrictEqual(heard, [1, 2])
    }).pipe(TestKit.inRun("slow"))
  )

  it.effect("gives a follower every output once, although its turn is retried", () =>
    Effect.gen(function* () {
      yield* fresh
      const heard: Array<number> = []
      yield* TestKit.runToEnd(
        Fragile.askStreaming("step", { crashes: 0, busy: 2 }, ({ bytes }) =>
          Effect.sync(() => heard.push(...bytes))
        )
      )
      assert.deepStrictEqual(heard, [1, 2])
    }).pipe(TestKit.inRun("follow"))
  )

  it.effect("uses its fallback after a failure, and at once while the circuit is open", () =>
    Effect.gen(function* () {
      yield* fresh
      const recorded = yield* TestKit.Recorded
      for (const step of ["first", "second", "third"]) {
        const answer = yield* TestKit.runToEnd(Resourceful.ask(step, none))
        assert.strictEqual(answer.by, "plain")
      }
      assert.strictEqual(log.turns, 5)
      assert.deepStrictEqual(yield* recorded.events("around/third"), [
        "Attempted",
        "Rejected",
        "FellBack",
        "Attempted"
      ])
      assert.include(yield* recorded.events(), "CircuitChanged")
    }).pipe(TestKit.inRun("around"))
  )

  it.effect("counts a dependency that hangs as failed, and uses its fallback", () =>
    Effect.gen(function* () {
      yield* fresh
      const recorded = yield* TestKit.Recorded
      for (const step of ["first", "second", "third"]) {
        const answer = yield* TestKit.runToEnd(Patient.ask(step, none))
        assert.strictEqual(answer.by, "plain")
      }
      const around = ["FellBack", "Attempted"] as const
      assert.deepStrictEqual(yield* recorded.events("hung/second"), [
        "Attempted",
        "Overdue",
        ...around
      ])
      assert.deepStrictEqual(yield* recorded.events("hung/third"), [
        "Attempted",
        "Rejected",
        ...around
      ])
    }).pipe(TestKit.inRun("hung"))
  )

  it.effect("gives its degraded answer when nothing else is left", () =>
    Effect.gen(function* () {
      const answer = yield* TestKit.runToEnd(Modest.ask("step", { crashes: 0, busy: 7 }))
      assert.deepStrictEqual(answer, { heard: 0, turns: 7, by: "nobody" })
    }).pipe(TestKit.inRun("modest"))
  )

  it.effect("answers the waiting workflow when its dead letter is replayed", () =>
    Effect.gen(function* () {
      yield* fresh
      const letters = yield* DeadLetters
      const dispatcher = yield* TaskDispatcher
      const waiting = yield* Effect.forkChild(Held.ask("step", { crashes: 1, busy: 0 }), {
        startImmediately: true
      })
      const letter = yield* TestKit.runToEnd(eventually(letters.find("held/step")))
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestKit.runToEnd(dispatcher.replay(letter))
      const answer = yield* TestKit.runToEnd(Fiber.join(waiting))
      assert.strictEqual(answer.turns, 2)
      assert.strictEqual((yield* letters.find("held/step")).status, "REPLAYED")
    }).pipe(TestKit.inRun("held"))
  )

  it.effect("fails the waiting workflow with Discarded when its dead letter is discarded", () =>
    Effect.gen(function* () {
      yield* fresh
      const letters = yield* DeadLetters
      const waiting = yield* Effect.forkChild(
        Effect.flip(Held.ask("step", { crashes: 9, busy: 0 })),
        { startImmediately: true }
      )
      const letter = yield* TestKit.runToEnd(eventually(letters.find("thrown/step")))
      yield* TestKit.runToEnd((yield* TaskDispatcher).discard(letter, "not wanted"))
      const failure = yield* TestKit.runToEnd(Fiber.join(waiting))
      assert.strictEqual(failure._tag, "Discarded")
      assert.strictEqual((yield* letters.find("thrown/step")).reason, "not wanted")
    }).pipe(TestKit.inRun("thrown"))
  )

  it.effect(
    "fails the waiting workflow when nobody replays its dead letter within the window",
    () =>
      Effect.gen(function* () {
        yield* fresh
        const failure = yield* TestKit.runToEnd(
          Effect.flip(Held.ask("step", { crashes: 9, busy: 0 })),
          { most: "2 hours" }
        )
        assert.strictEqual(failure._tag, "AgentCrashed")
      }).pipe(TestKit.inRun("forgotten"))
  )

  it.effect("is interrupted when its task is cancelled, and that is recorded", () =>
    Effect.gen(function* () {
      Object.assign(log, { interrupted: false })
      const dispatcher = yield* TaskDispatcher
      const waiting = yield* Effect.forkChild(Effect.flip(Slow.ask("step", none)), {
        startImmediately: true
      })
      const address = { id: "cancelled/step", role: "default", entityId: "cancelled" }
      const wasRunning = yield* TestKit.runToEnd(dispatcher.cancel(address, "changed my mind"))
      assert.isTrue(wasRunning)
      const failure = yield* TestKit.runToEnd(Fiber.join(waiting))
      assert.strictEqual(failure._tag, "Cancelled")
      assert.isTrue(log.interrupted)
      const { entries } = yield* TestKit.Recorded
      const last = entries.findLast(
        (entry) => entry._tag === "Task" && entry.task.id === "cancelled/step"
      )
      assert.strictEqual(last?.status, "FAILED")
    }).pipe(TestKit.inRun("cancelled"))
  )

  it.effect("bounds the tasks that it requests by its own deadline", () =>
    Effect.gen(function* () {
      Object.assign(log, { interrupted: false })
      yield* TestKit.runToEnd(Effect.flip(Asker.ask("step", none)))
      assert.isTrue(log.interrupted)
      const recorded = yield* TestKit.Recorded
      assert.include(yield* recorded.events("nested/step/sub"), "TimedOut")
    }).pipe(TestKit.inRun("nested"))
  )

  it.effect("accepts an input and gives an answer of a megabyte, and no more", () =>
    Effect.gen(function* () {
      const most = 999_900
      const answer = yield* TestKit.runToEnd(Verbose.ask("fits", { letters: most, filler: "" }))
      assert.lengthOf(answer, most)
      const crash = yield* TestKit.runToEnd(
        Effect.flip(Verbose.ask("answer", { letters: 1_000_000, filler: "" }))
      )
      assert(crash._tag === "AgentCrashed")
      assert.include(crash.crash, "ValueTooLarge")
      const filler = "x".repeat(1_000_000)
      const refused = yield* TestKit.runToEnd(
        Effect.exit(Verbose.ask("input", { letters: 1, filler }))
      )
      assert(Exit.isFailure(refused))
      assert.deepInclude(Cause.squash(refused.cause), {
        _tag: "ValueTooLarge",
        value: "input",
        task: "much/input"
      })
    }).pipe(TestKit.inRun("much"))
  )

  it.effect("that no node serves fails with NoSuchAgent", () =>
    Effect.gen(function* () {
      const Absent = Agent.make({
        ...contract,
        name: "Absent",
        supervision: { deadline: "1 minute", restarts }
      })(Effect.succeed(() => Effect.never))
      const failure = yield* TestKit.runToEnd(Effect.flip(Absent.ask("step", none)))
      assert.strictEqual(failure._tag, "NoSuchAgent")
    }).pipe(TestKit.inRun("absent"))
  )
})
