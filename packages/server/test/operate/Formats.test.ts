import { RegisteredAgent } from "@aethercast/cluster/RegisteredAgent"
import { AgentCard } from "@aethercast/cluster/AgentCard"
import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { Ramp } from "@aethercast/cluster/Ramp"
import { Task } from "@aethercast/cluster/Task"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as AgentList from "../../src/operate/AgentList.ts"
import * as CircuitList from "../../src/operate/CircuitList.ts"
import * as Letters from "../../src/operate/Letters.ts"
import * as Ramping from "../../src/operate/Ramping.ts"
import { summary } from "../../src/operate/Settling.ts"
import { StoredTask, StoredWorkflow } from "../../src/operate/Stored.ts"
import * as Story from "../../src/operate/Story.ts"
import * as Table from "../../src/operate/Table.ts"
import { decided } from "../../src/operate/Telling.ts"

const announced = (
  name: string,
  version: number,
  node: string,
  more: Partial<RegisteredAgent> = {}
) =>
  new RegisteredAgent({
    node,
    card: new AgentCard({
      name,
      version,
      description: "",
      capabilities: [],
      dependencies: [],
      role: "default",
      cost: 0,
      durationMillis: 0
    }),
    running: 0,
    waiting: 0,
    errorRate: 0,
    latencyMillis: 0,
    open: [],
    halfOpen: [],
    seenAt: 0,
    ...more
  })

const workflow = new StoredWorkflow({
  id: "errand:1",
  name: "Errand",
  version: 2,
  status: "FAILED",
  sessionId: "me",
  trigger: "test",
  context: {},
  error: "Discarded: gone",
  begunAt: 1_764_000_000_000,
  updatedAt: 1_764_000_001_500,
  endedAt: 1_764_000_001_500,
  tasks: 2,
  failedTasks: 1,
  cost: 0.02
})

const task = (step: string, more: Partial<StoredTask>) =>
  new StoredTask({
    id: `errand:1/${step}`,
    workflowId: "errand:1",
    agent: "Fetcher",
    version: 1,
    order: 0,
    status: "COMPLETED",
    priority: 5,
    retries: 0,
    cost: 0,
    input: null,
    output: null,
    error: null,
    events: [],
    askedAt: 1000,
    startedAt: 1010,
    endedAt: 1250,
    ...more
  })

const letter = new DeadLetter({
  task: new Task({
    id: "errand:1/fetch",
    workflowId: "errand:1",
    agent: "Fetcher",
    version: 1,
    order: 0,
    correlationId: "errand:1",
    priority: 5,
    tenant: "",
    deadline: 1,
    input: { what: "bread" }
  }),
  entityId: "here",
  role: "default",
  attempts: [
    { at: 1000, millis: 20, route: "Fetcher", error: { _tag: "SourceDown", where: "shop" } },
    { at: 1500, millis: 30, route: "from memory", error: { _tag: "Forgot" } }
  ],
  error: { _tag: "Refused", error: { _tag: "SourceDown", where: "shop" } },
  status: "DISCARDED",
  reason: "gone",
  diedAt: 1530,
  settledAt: 2000
})

describe("a table", () => {
  it("is as wide as its cells, whatever they hold, and has no blanks at its ends", () => {
    const lines = Table.lines(
      [{ head: "NAME" }, { head: "N", right: true }, { head: "" }],
      [
        ["日本", "5", "x"],
        ["a\u001bb\n", "1234", ""]
      ]
    )
    assert.deepStrictEqual(lines, ["NAME     N", "日本     5  x", "a b   1234"])
  })
})

describe("agents", () => {
  it("stand in order, and are counted once whatever their versions", () => {
    const [, ...lines] = AgentList.lines([
      announced("B", 1, "n:1"),
      announced("A", 2, "n:2", { latencyMillis: 1500, errorRate: 0.25, running: 3 }),
      announced("A", 1, "n:1")
    ])
    assert.deepStrictEqual(
      lines.map((line) => line.split(/ {2,}/).slice(0, 3).join(" ").trim()),
      ["A 1 n:1", "A 2 n:2", "B 1 n:1", "", "2 agents on 2 nodes."]
    )
    assert.match(lines[1] ?? "", /well +25 % +1\.5 s +3 +0$/)
  })

  it("are as well as what they depend on", () => {
    const fares = { errorRate: 0, open: [], halfOpen: [] }
    assert.strictEqual(AgentList.health(fares), "well")
    assert.strictEqual(AgentList.health({ ...fares, errorRate: 0.5 }), "failing")
    const open = ["web", "model"]
    assert.strictEqual(AgentList.health({ ...fares, open, errorRate: 1 }), "web, model down")
    assert.strictEqual(AgentList.health({ ...fares, open, halfOpen: ["web"] }), "model down")
    assert.strictEqual(
      AgentList.health({ ...fares, open: ["web"], halfOpen: ["web"] }),
      "trying web"
    )
  })
})

describe("circuits", () => {
  it("say what becomes of a call", () => {
    const failures = [1, 2]
    const lines = CircuitList.lines([
      CircuitList.rowOf("new", undefined, ["A", "B"], 1000),
      CircuitList.rowOf("shaky", { _tag: "Closed", generation: 1, failures }, [], 1000),
      CircuitList.rowOf(
        "down",
        { _tag: "Open", generation: 1, until: 3500, openings: 1 },
        [],
        1000
      ),
      CircuitList.rowOf("due", { _tag: "Open", generation: 1, until: 900, openings: 1 }, [], 1000),
      CircuitList.rowOf(
        "probed",
        { _tag: "HalfOpen", generation: 1, leaseUntil: 2000, openings: 1 },
        [],
        1000
      )
    ])
    assert.deepStrictEqual(
      lines.slice(1).map((line) => line.split(/ {2,}/).join(" | ")),
      [
        "new | closed | called as usual | A, B",
        "shaky | closed | called as usual, failed 2 in a row",
        "down | open | not called; tried again in 2.5 s",
        "due | open | not called; the next call tries it",
        "probed | half-open | one call finds out whether it is well again"
      ]
    )
  })
})

describe("the story of a workflow", () => {
  it("tells each task, and what was decided about it", () => {
    const lines = Story.whole(
      workflow,
      [
        task("fetch", {
          status: "FAILED",
          retries: 1,
          error: { _tag: "Discarded", task: "errand:1/fetch", reason: "gone" },
          events: [
            { at: 1010, _tag: "Attempted", route: "Fetcher", attempt: 1 },
            { at: 1020, _tag: "BackedOff", millis: 200, error: "SourceDown" },
            { at: 1100, _tag: "Discarded", reason: "gone" }
          ]
        }),
        task("carry", {
          events: [{ at: 1010, _tag: "Attempted", route: "Fetcher", attempt: 1 }]
        })
      ],
      0
    )
    assert.deepStrictEqual(lines.slice(0, 3), [
      "Errand 2  errand:1  FAILED",
      "begun 2025-11-24 16:00:00Z by test, took 1.5 s, session me, cost 0.02",
      "failed: Discarded: gone"
    ])
    assert.match(lines[5] ?? "", /^fetch +Fetcher +1 +FAILED +10 ms +240 ms +1 +-$/)
    assert.deepStrictEqual(lines.slice(6, 10), [
      "    +10 ms  attempt 1: Fetcher",
      "    +20 ms  tries again in 200 ms: SourceDown",
      "    +100 ms  discarded by an operator: gone",
      "    failed: Discarded: task errand:1/fetch, reason gone"
    ])
    assert.match(lines[10] ?? "", /^carry /)
    assert.strictEqual(lines.length, 11)
  })

  it("goes on to now while it runs", () => {
    const running = new StoredWorkflow({ ...workflow, status: "IN_PROGRESS", endedAt: null })
    const lines = Story.list([running], workflow.begunAt + 65_000)
    assert.match(lines[1] ?? "", /IN_PROGRESS .* 1 m 5 s/)
  })

  it("names a decision that this release does not know", () => {
    assert.deepStrictEqual(decided({ at: 5, _tag: "Blessed" }), { at: 5, words: "Blessed" })
    assert.deepStrictEqual(decided("?"), { at: null, words: '"?"' })
  })
})

describe("a dead letter", () => {
  it("is shown with its error, its attempts and its input", () => {
    const lines = Letters.whole(letter)
    assert.strictEqual(lines[0], "errand:1/fetch  DISCARDED")
    assert.isTrue(lines.includes("of           SourceDown: where shop"))
    assert.isTrue(lines.includes("reason       gone"))
    assert.isTrue(
      lines.some((line) => /^ +2 +from memory +500 ms +30 ms +Forgot$/.test(line)),
      lines.join("\n")
    )
    assert.deepStrictEqual(lines.slice(-3), ["  {", '    "what": "bread"', "  }"])
  })

  it("is listed by the agent's own error", () => {
    const [, line] = Letters.list([letter], 61_530)
    assert.match(line ?? "", /DISCARDED +1 m 0 s ago +2 +SourceDown +SourceDown: where shop$/)
  })

  it("is done or not, and all are counted", () => {
    const one = { id: "a/b", done: true, words: "answered" }
    assert.deepStrictEqual(summary("Replayed", [one, { ...one, done: false, words: "no" }]), {
      json: { asked: 2, done: 1, letters: [one, { ...one, done: false, words: "no" }] },
      lines: ["Replayed 1 of 2 dead letters.", "  a/b: answered", "  a/b: no"],
      done: false
    })
    assert.isTrue(summary("Replayed", []).done)
  })
})

describe("ramps", () => {
  it("say where from and where to", () => {
    const ramp = { kind: "agent", name: "A", from: 1, to: 2, percent: 10, changedAt: 0 } as const
    assert.deepStrictEqual(Ramping.lines([new Ramp(ramp)])[1]?.split(/ {2,}/), [
      "agent",
      "A",
      "1",
      "2",
      "10",
      "1970-01-01 00:00:00Z"
    ])
  })
})

describe("a report", () => {
  it.effect("with nothing in it is still a sentence", () =>
    Effect.sync(() => {
      for (const lines of [
        CircuitList.lines([]),
        Ramping.lines([]),
        Letters.list([], 0),
        Story.list([], 0)
      ]) {
        assert.strictEqual(lines.length, 1)
        assert.match(lines[0] ?? "", /^[A-Z].*\.$/)
      }
    })
  )
})
