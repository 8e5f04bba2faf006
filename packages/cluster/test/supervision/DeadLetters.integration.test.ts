import { assert, layer } from "@effect/vitest"
import { Effect, Layer, type Schema } from "effect"
import { SqlClient } from "effect/sql"
import {
  AlreadySettled,
  DeadLetter,
  DeadLetterNotFound,
  errorTag
} from "../../src/supervision/DeadLetter.ts"
import type { DeadLetterFilter } from "../../src/supervision/DeadLetterFilter.ts"
import { DeadLetters } from "../../src/supervision/DeadLetters.ts"
import { Task } from "../../src/agent/Task.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"

const letter = (
  id: string,
  details: Partial<DeadLetter> = {},
  task: Partial<Task> = {}
): DeadLetter =>
  new DeadLetter({
    task: new Task({
      id: `test:${id}`,
      workflowId: "test:workflow",
      agent: "Fragile",
      version: 3,
      order: 0,
      correlationId: "test:workflow",
      priority: 5,
      tenant: "someone",
      deadline: 1_795_348_800_000,
      input: { words: "tides" },
      ...task
    }),
    entityId: "entityId",
    role: "agents",
    attempts: [{ at: 900, millis: 100, route: "Fragile", error: { _tag: "Busy" } }],
    error: { _tag: "Refused", error: { _tag: "Busy" } },
    status: "WAITING",
    diedAt: 1000,
    ...details
  })

const ids = (filter: Partial<DeadLetterFilter>) =>
  Effect.gen(function* () {
    const found = yield* (yield* DeadLetters).list({ limit: 100, ...filter })
    return found.map(({ task }) => task.id.replace("test:", ""))
  })

/** Adds letters of an agent, one per test, so that the tests do not see those of each other. */
const addAll = (agent: string, letters: ReadonlyArray<DeadLetter>) =>
  Effect.gen(function* () {
    const { add } = yield* DeadLetters
    yield* Effect.forEach(letters, (one) =>
      add(new DeadLetter({ ...one, task: new Task({ ...one.task, agent }) }))
    )
  })

const layers = {
  "in Postgres": Layer.provideMerge(DeadLetters.layer, TestDatabase.layer()),
  "in memory": Layer.fresh(DeadLetters.layerMemory)
}

for (const [where, Letters] of Object.entries(layers)) {
  layer(Letters, { excludeTestServices: true })(`a dead letter ${where}`, (it) => {
    it.effect("has exactly the task that was given up", () =>
      Effect.gen(function* () {
        const { find, add } = yield* DeadLetters
        const odd = letter(
          "exact",
          { error: { _tag: "NUL \0" } },
          { input: [`half ${"\u{1F30A}".slice(0, 1)}`, "\0", { "\0": null }] }
        )
        yield* add(odd)
        assert.deepStrictEqual(yield* find("test:exact"), odd)
      })
    )

    it.effect("is listed by agent, workflow, error, status and time, and by all of them", () =>
      Effect.gen(function* () {
        const { settle } = yield* DeadLetters
        yield* addAll("Sought", [
          letter("a", { diedAt: 1 }),
          letter("b", { diedAt: 2, error: { _tag: "AgentCrashed" } }),
          letter("c", { diedAt: 3 }, { workflowId: "test:other" }),
          letter("d", { diedAt: 4, error: "no tag" })
        ])
        yield* settle("test:c", { status: "DISCARDED", reason: "old" })
        const agent = "Sought"
        assert.deepStrictEqual(yield* ids({ agent }), ["d", "c", "b", "a"])
        assert.deepStrictEqual(yield* ids({ agent: "Absent \0" }), [])
        assert.deepStrictEqual(yield* ids({ workflowId: "test:other" }), ["c"])
        assert.deepStrictEqual(yield* ids({ agent, errorTag: "Busy" }), ["c", "a"])
        assert.deepStrictEqual(yield* ids({ agent, errorTag: "AgentCrashed" }), ["b"])
        assert.deepStrictEqual(yield* ids({ agent, errorTag: "Unknown" }), ["d"])
        assert.deepStrictEqual(yield* ids({ agent, status: "WAITING" }), ["d", "b", "a"])
        assert.deepStrictEqual(yield* ids({ agent, since: 3 }), ["d", "c"])
        assert.deepStrictEqual(
          yield* ids({ agent, errorTag: "Busy", status: "WAITING", since: 0 }),
          ["a"]
        )
      })
    )

    it.effect("is settled with all of its workflow that wait", () =>
      Effect.gen(function* () {
        const { find, settle, settleAll } = yield* DeadLetters
        yield* addAll("Together", [
          letter("one", {}, { workflowId: "test:together" }),
          letter("two", {}, { workflowId: "test:together" }),
          letter("replayed", {}, { workflowId: "test:together" }),
          letter("apart", {}, { workflowId: "test:apart" })
        ])
        yield* settle("test:replayed", { status: "REPLAYED" })
        yield* settleAll("test:together", { status: "DISCARDED", reason: "all of it" })
        const found = yield* Effect.forEach(["one", "two", "replayed", "apart"], (id) =>
          Effect.map(find(`test:${id}`), ({ reason, settledAt, status }) => [
            status,
            reason,
            settledAt !== undefined
          ])
        )
        assert.deepStrictEqual(found, [
          ["DISCARDED", "all of it", true],
          ["DISCARDED", "all of it", true],
          ["REPLAYED", undefined, true],
          ["WAITING", undefined, false]
        ])
      })
    )

    it.effect("is on exactly one page, even if many died in the same millisecond", () =>
      Effect.gen(function* () {
        const all = Array.from({ length: 25 }, (_, n) =>
          letter(`page-${n + 10}`, { diedAt: 5 + Math.floor(n / 10) })
        )
        yield* addAll("Paged", all)
        const seen: Array<string> = []
        let after: DeadLetterFilter["after"]
        for (let page = 0; page < 10; page++) {
          const found = yield* (yield* DeadLetters).list({
            agent: "Paged",
            limit: 4,
            ...(after === undefined ? {} : { after })
          })
          seen.push(...found.map(({ task }) => task.id))
          const last = found.at(-1)
          if (last === undefined) break
          after = { diedAt: last.diedAt, taskId: last.task.id }
        }
        assert.deepStrictEqual(seen, all.map(({ task }) => task.id).toReversed())
      })
    )

    it.effect("is on a page of at most a thousand", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* ids({ agent: "Paged", limit: 1e9 })).length, 25)
        assert.strictEqual((yield* ids({ agent: "Paged", limit: -1 })).length, 1)
      })
    )

    it.effect("is settled once by concurrent calls", () =>
      Effect.gen(function* () {
        const { find, add, settle } = yield* DeadLetters
        yield* add(letter("settled"))
        const results = yield* Effect.forEach(
          Array.from({ length: 16 }, (_, n) => n),
          (n) => Effect.result(settle("test:settled", { status: "DISCARDED", reason: `${n} \0` })),
          { concurrency: 16 }
        )
        const failures = results.flatMap((one) => (one._tag === "Failure" ? [one.failure] : []))
        assert.strictEqual(failures.length, 15)
        for (const failure of failures) {
          assert.deepStrictEqual(
            failure,
            new AlreadySettled({ taskId: "test:settled", status: "DISCARDED" })
          )
        }
        const winner = results.findIndex((one) => one._tag === "Success")
        const found = yield* find("test:settled")
        assert.strictEqual(found.status, "DISCARDED")
        assert.strictEqual(Number.parseInt(found.reason ?? "", 10), winner)
        assert.isAbove(found.settledAt ?? 0, 1_700_000_000_000)
      })
    )

    it.effect("that does not exist is neither found nor settled", () =>
      Effect.gen(function* () {
        const { find, settle } = yield* DeadLetters
        const none = new DeadLetterNotFound({ taskId: "no\0body" })
        assert.deepStrictEqual(yield* Effect.flip(find("no\0body")), none)
        assert.deepStrictEqual(yield* Effect.flip(settle("no\0body", { status: "REPLAYED" })), none)
      })
    )

    it.effect("waits again when its task dies again, and not when it is added twice", () =>
      Effect.gen(function* () {
        const { find, add, settle } = yield* DeadLetters
        const first = letter("again")
        yield* add(first)
        yield* settle("test:again", { status: "DISCARDED", reason: "enough" })
        yield* add(first)
        assert.strictEqual((yield* find("test:again")).status, "DISCARDED")
        const second = letter("again", { diedAt: 2000, error: { _tag: "AgentCrashed" } })
        yield* add(second)
        assert.deepStrictEqual(yield* find("test:again"), second)
        assert.deepStrictEqual(yield* ids({ agent: "Fragile", errorTag: "AgentCrashed" }), [
          "again"
        ])
        yield* settle("test:again", { status: "REPLAYED" })
        const settled = yield* find("test:again")
        assert.strictEqual(settled.status, "REPLAYED")
        assert.notProperty(settled, "reason")
      })
    )
  })
}

layer(layers["in Postgres"], { excludeTestServices: true })("dead letters", (it) => {
  it.effect("are added even if the connections are cut", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { add } = yield* DeadLetters
      const cut = sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
      `
      yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => n),
        (n) => Effect.all([add(letter(`cut-${n}`)), Effect.ignore(cut)], { concurrency: 2 })
      )
      assert.strictEqual((yield* ids({})).length, 20)
    })
  )

  it.effect("are found by an index among a hundred thousand", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        INSERT INTO aethercast_dead_letters
          (task_id, workflow_id, agent_name, error_tag, letter, status, died_at, settled_at)
        SELECT 'many:' || n, 'workflow:' || n / 10, 'Agent ' || n % 7, 'Tag ' || n % 5, '{}',
          CASE n % 50 WHEN 0 THEN 'WAITING' ELSE 'REPLAYED' END, n, n
        FROM generate_series(1, 100000) AS n
      `
      yield* sql`ANALYZE aethercast_dead_letters`
      const page = sql`ORDER BY died_at DESC, task_id DESC LIMIT 50`
      const since = sql`(died_at, task_id) < (90000, 'many:1')`
      const queries = [
        sql`${since} ${page}`,
        sql`agent_name = 'Agent 3' AND ${since} ${page}`,
        sql`workflow_id = 'workflow:77' ${page}`,
        sql`error_tag = 'Tag 2' AND status = 'WAITING' ${page}`,
        sql`status = 'WAITING' AND died_at >= 99000 ${page}`,
        sql`settled_at < 1000 ORDER BY settled_at LIMIT 500`,
        sql`status = 'WAITING' AND died_at < 1000 ORDER BY died_at LIMIT 500`
      ]
      for (const where of queries) {
        const rows =
          yield* sql`EXPLAIN (FORMAT TEXT) SELECT letter FROM aethercast_dead_letters WHERE ${where}`
        const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n")
        assert.match(plan, /Index (Only )?Scan/)
        assert.notMatch(plan, /Seq Scan/)
      }
    })
  )

  it("have the tag of the agent's own error, if it failed with one", () => {
    const tag = (error: Schema.Json) => errorTag({ error })
    assert.strictEqual(tag({ _tag: "Refused", error: { _tag: "Busy" } }), "Busy")
    assert.strictEqual(tag({ _tag: "Refused", error: "busy" }), "Refused")
    assert.strictEqual(tag({ _tag: "AgentCrashed" }), "AgentCrashed")
    assert.strictEqual(tag({ _tag: 7 }), "Unknown")
    assert.strictEqual(tag(null), "Unknown")
  })
})
