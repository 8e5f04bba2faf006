import { fileURLToPath } from "node:url"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Ramps } from "@aethercast/cluster/Ramps"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Ref, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import * as TestSecret from "../../../cluster/test/harness/TestSecret.ts"
import { Errand, nodeLayer, Source } from "./Errands.ts"

class Address extends Context.Service<Address, { readonly url: string }>()(
  "@aethercast/server/test/Address"
) {}

const ClusterLayer = Layer.unwrap(
  Effect.map(fresh, (url) =>
    Layer.merge(nodeLayer(url), Layer.succeed(Address, { url: Redacted.value(url) }))
  )
).pipe(Layer.provideMerge(NodeServices.layer))

const program = fileURLToPath(new URL("../../src/Operate.ts", import.meta.url))

/** Runs a command in a process of its own, which has some cluster secret. */
const operateWith = Effect.fnUntraced(function* (
  secret: string,
  url: string,
  ...args: ReadonlyArray<string>
) {
  const child = yield* ChildProcess.make(process.execPath, [program, ...args], {
    env: { DATABASE_URL: url, AETHERCAST_CLUSTER_SECRET: secret },
    extendEnv: true
  })
  const [out, err, code] = yield* Effect.all(
    [
      Stream.mkString(Stream.decodeText(child.stdout)),
      Stream.mkString(Stream.decodeText(child.stderr)),
      child.exitCode
    ],
    { concurrency: "unbounded" }
  )
  return { out, err, code: Number(code) }
}, Effect.scoped)

const operateOn = (url: string, ...args: ReadonlyArray<string>) =>
  operateWith(TestSecret.text, url, ...args)

const operate = (...args: ReadonlyArray<string>) =>
  Effect.flatMap(Address, ({ url }) => operateOn(url, ...args))

/** The JSON of a command that succeeds. */
const json = Effect.fnUntraced(function* <A, I>(
  schema: Schema.Codec<A, I>,
  ...args: ReadonlyArray<string>
) {
  const { code, err, out } = yield* operate(...args, "--json")
  assert.deepStrictEqual({ code, err }, { code: 0, err: "" })
  return yield* Schema.decodeEffect(Schema.fromJsonString(schema))(out)
})

const Letters = Schema.Array(
  Schema.Struct({
    status: Schema.String,
    task: Schema.Struct({ id: Schema.String, input: Schema.Json })
  })
)
const Workflow = Schema.Struct({
  error: Schema.NullOr(Schema.String),
  taskRecords: Schema.Array(Schema.Struct({ error: Schema.Json }))
})

const setSource = (isUp: boolean) => Effect.flatMap(Source, ({ up: now }) => Ref.set(now, isUp))

const run = (id: string, sleeps = false) => Errand.start({ id, sleeps })

/** Runs an errand whose task becomes a dead letter. */
const givenUp = Effect.fnUntraced(function* (id: string) {
  yield* setSource(false)
  yield* run(id)
  const letters = yield* DeadLetters
  yield* eventually(letters.find(`errand:${id}/fetch`))
})

/** Waits until the ledger has this status for an errand or one of its tasks. */
const isAt = (status: string, id: string) =>
  eventually(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql`
        SELECT status FROM aethercast_workflow_instances WHERE workflow_id = ${id}
        UNION ALL SELECT status FROM aethercast_task_instances WHERE task_id = ${id}
      `
      assert.deepStrictEqual(rows, [{ status }])
    })
  )

/** How many entities got messages about an errand. */
const entitiesOf = (id: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`
      SELECT DISTINCT entity_id FROM aethercast_messages WHERE strpos(envelope, ${`errand:${id}`}) > 0
    `
    return rows.length
  })

layer(ClusterLayer, { excludeTestServices: true })("operate", (it) => {
  it.effect("lists the agents and their dependencies", () =>
    Effect.gen(function* () {
      const agents = yield* eventually(
        Effect.tap(operate("agents"), ({ code }) => Effect.sync(() => assert.strictEqual(code, 0)))
      )
      assert.match(agents.out, /^Fetcher +1 +127\.0\.0\.1:\d+ +default +healthy/m)
      assert.include(agents.out, "3 agents on 1 node.")
      const circuits = yield* operate("circuits")
      assert.match(circuits.out, /^warehouse +closed +allowed.* Fetcher$/m)
    })
  )

  it.effect("replays a dead letter, and its workflow goes on", () =>
    Effect.gen(function* () {
      yield* givenUp("bread")
      const shown = yield* operate("dead-letter", "errand:bread/fetch")
      assert.include(shown.out, "SourceDown")
      assert.include(shown.out, '"what": "bread"')
      assert.notInclude(shown.out, "\u001b")

      const tooEarly = yield* operate("replay", "errand:bread/fetch")
      assert.strictEqual(tooEarly.code, 1)
      assert.include(tooEarly.out, "Replayed 0 of 1 dead letter.")
      assert.include(tooEarly.out, "errand:bread/fetch: given up again: SourceDown")
      yield* isAt("IN_PROGRESS", "errand:bread")

      yield* setSource(true)
      const replayed = yield* operate("replay", "errand:bread/fetch")
      assert.deepStrictEqual(replayed, {
        code: 0,
        err: "",
        out: "Replayed 1 of 1 dead letter.\n  errand:bread/fetch: answered\n"
      })
      yield* isAt("COMPLETED", "errand:bread")
      const again = yield* operate("replay", "errand:bread/fetch")
      assert.strictEqual(again.code, 1)
      assert.include(again.out, "already replayed")
    })
  )

  it.effect("replays the dead letters that meet the criteria, and no others", () =>
    Effect.gen(function* () {
      yield* givenUp("milk")
      yield* givenUp("eggs")
      yield* setSource(true)
      const none = yield* operate("replay", "--error", "SomethingElse")
      assert.deepStrictEqual([none.code, none.out], [0, "No such dead letter waits.\n"])
      const all = yield* operate("replay", "--agent", "Fetcher", "--since", "1h")
      assert.strictEqual(all.code, 0, all.out)
      assert.include(all.out, "Replayed 2 of 2 dead letters.")
      yield* isAt("COMPLETED", "errand:milk")
      yield* isAt("COMPLETED", "errand:eggs")
    })
  )

  it.effect("discards a dead letter, and its workflow fails with the reason", () =>
    Effect.gen(function* () {
      yield* givenUp("soap")
      const discarded = yield* operate("discard", "errand:soap/fetch", "--reason", "not needed")
      assert.strictEqual(discarded.code, 0, discarded.out)
      yield* isAt("FAILED", "errand:soap")
      const { taskRecords } = yield* json(Workflow, "workflow", "errand:soap")
      assert.deepStrictEqual(
        taskRecords.map(({ error }) => error),
        [{ _tag: "Discarded", task: "errand:soap/fetch", reason: "not needed" }]
      )
      const shown = yield* operate("workflow", "errand:soap")
      assert.include(shown.out, "discarded by an operator: not needed")
      assert.include(
        shown.out,
        "\nfailed: Discarded: errand:soap/fetch was discarded: not needed\n"
      )
      const letters = yield* json(Letters, "dead-letters", "--status", "discarded")
      assert.deepStrictEqual(
        letters.map(({ task }) => task.id),
        ["errand:soap/fetch"]
      )
    })
  )

  it.effect("cancels a workflow with its task, once", () =>
    Effect.gen(function* () {
      yield* run("nap", true)
      yield* isAt("IN_PROGRESS", "errand:nap/sleep")
      const cancelled = yield* operate("cancel", "errand:nap", "--reason", "time to get up")
      assert.deepStrictEqual(
        [cancelled.code, cancelled.out],
        [0, "The workflow errand:nap is cancelled.\n"]
      )
      yield* isAt("FAILED", "errand:nap")
      const { error } = yield* json(Workflow, "workflow", "errand:nap")
      assert.include(error, "time to get up")
      yield* isAt("FAILED", "errand:nap/sleep")
      assert.strictEqual(yield* entitiesOf("nap"), 1)
      const again = yield* operate("cancel", "errand:nap")
      assert.strictEqual(again.code, 1)
      assert.include(again.out, "had already ended: FAILED")
    })
  )

  it.effect(
    "discards the dead letters of a workflow that it cancels, and replays none of them",
    () =>
      Effect.gen(function* () {
        yield* givenUp("salt")
        yield* setSource(true)
        const cancelled = yield* operate("cancel", "errand:salt", "--reason", "no longer needed")
        assert.strictEqual(cancelled.code, 0, cancelled.err)
        const replayed = yield* operate("replay", "errand:salt/fetch")
        assert.strictEqual(replayed.code, 1)
        assert.include(
          replayed.out,
          "errand:salt/fetch: already discarded (Cancelled: no longer needed)"
        )
        yield* isAt("FAILED", "errand:salt")
        yield* isAt("FAILED", "errand:salt/fetch")
      })
  )

  it.effect("cancels one task, and its workflow learns of it", () =>
    Effect.gen(function* () {
      yield* run("doze", true)
      yield* isAt("IN_PROGRESS", "errand:doze/sleep")
      const cancelled = yield* operate("cancel", "errand:doze/sleep")
      assert.strictEqual(cancelled.code, 0, cancelled.err)
      yield* isAt("FAILED", "errand:doze")
      assert.strictEqual(yield* entitiesOf("doze"), 1)
    })
  )

  it.effect("can start and cancel nothing without the secret of the nodes", () =>
    Effect.gen(function* () {
      const { url } = yield* Address
      yield* run("rest", true)
      yield* isAt("IN_PROGRESS", "errand:rest/sleep")
      const stranger = (...args: ReadonlyArray<string>) =>
        operateWith("another-secret-than-that-of-the-nodes", url, ...args)
      const refused = yield* Effect.all(
        [
          stranger("cancel", "errand:rest"),
          stranger("start", "Landing", "--input", '{"slot":"of a stranger"}')
        ],
        { concurrency: 2 }
      )
      for (const { code, err } of refused) {
        assert.strictEqual(code, 1)
        assert.include(err, "another secret than this command")
      }
      assert.strictEqual(yield* entitiesOf("rest"), 1)
      yield* isAt("IN_PROGRESS", "errand:rest/sleep")
      const client = yield* operate("secret", "client")
      const cancelled = yield* operateWith(client.out, url, "cancel", "errand:rest")
      assert.strictEqual(cancelled.code, 0, cancelled.err)
      yield* isAt("FAILED", "errand:rest")
    })
  )

  it.effect("lists workflows by their status", () =>
    Effect.gen(function* () {
      yield* setSource(true)
      yield* run("listed")
      yield* isAt("COMPLETED", "errand:listed")
      const ids = Schema.Array(Schema.Struct({ id: Schema.String, status: Schema.String }))
      const completed = yield* json(ids, "workflows", "--status", "completed", "--limit", "1")
      assert.deepStrictEqual(completed, [{ id: "errand:listed", status: "COMPLETED" }])
      const pending = yield* operate("workflows", "--status", "pending")
      assert.strictEqual(pending.out, "No such workflow has run.\n")
    })
  )

  it.effect("answers a ramp when every node follows it, and the rollback likewise", () =>
    Effect.gen(function* () {
      const followed = Effect.flatMap(Ramps, (ramps) => ramps.of("agent", "Courier"))
      const ramped = yield* operate("ramp", "agent", "Courier", "2", "--percent", "100")
      assert.deepInclude(yield* followed, { from: 1, to: 2, percent: 100 })
      assert.deepStrictEqual([ramped.code, ramped.err], [0, ""])
      assert.include(ramped.out, "100 % goes to version 2 and 0 % to version 1.")
      assert.include(ramped.out, "Followed by the only node.")
      assert.match((yield* operate("ramps")).out, /^agent +Courier +1 +2 +100 /m)
      const back = yield* operate("rollback", "agent", "Courier")
      assert.deepInclude(yield* followed, { from: 1, to: 2, percent: 0 })
      assert.include(back.out, "0 % goes to version 2 and 100 % to version 1.")
    })
  )

  it.effect("names the nodes that do not follow a ramp", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* Effect.acquireRelease(
        sql`
          INSERT INTO aethercast_agent_nodes (node, since, agents, seen_at)
          VALUES ('hanging:1', 0, '[]', now() + interval '10 minutes')
        `,
        () => Effect.orDie(sql`DELETE FROM aethercast_agent_nodes WHERE node = 'hanging:1'`)
      )
      const ramped = yield* operate("ramp", "agent", "Courier", "2", "--percent", "50")
      assert.strictEqual(ramped.code, 1)
      assert.include(ramped.out, "Not followed yet by hanging:1")
    })
  )

  it.effect("refuses a ramp to a version that no node has, unless it keeps that out", () =>
    Effect.gen(function* () {
      const misspelt = yield* operate("ramp", "agent", "Kourier", "2", "--percent", "10")
      assert.strictEqual(misspelt.code, 1)
      assert.include(misspelt.err, "No other version of the agent Kourier is known.")
      const unserved = yield* operate("ramp", "agent", "Fetcher", "2", "--percent", "10")
      assert.strictEqual(unserved.code, 1)
      assert.include(unserved.err, "No node has version 2 of the agent Fetcher.")
      const kept = yield* operate("ramp", "agent", "Fetcher", "2", "--percent", "0")
      assert.strictEqual(kept.code, 0, kept.err)
      assert.include(kept.out, "0 % goes to version 2 and 100 % to version 1.")
      const nothing = yield* operate("rollback", "workflow", "Fetcher")
      assert.strictEqual(nothing.code, 1)
      assert.include(nothing.err, "has no ramp to roll back")
    })
  )

  it.effect("starts a workflow by its name, and waits for its result with --wait", () =>
    Effect.gen(function* () {
      const started = yield* operate("start", "Landing", "--input", '{"slot":"one"}')
      assert.deepStrictEqual(
        [started.code, started.out],
        [0, "landing:one is started. The command workflow landing:one shows it.\n"]
      )
      const waited = yield* operate("start", "Landing", "--input", '{"slot":"one"}', "--wait")
      assert.deepStrictEqual([waited.code, waited.out], [0, "landing:one is completed.\n"])
      const failed = yield* operate("start", "Landing", "--input", '{"slot":"dark"}', "--wait")
      assert.deepStrictEqual(
        [failed.code, failed.out],
        [1, "landing:dark failed: SourceUnavailable: url library, reason down\n"]
      )
    })
  )

  it.effect("starts nothing for an input that does not fit, or a name that is unknown", () =>
    Effect.gen(function* () {
      const invalid = yield* operate("start", "Landing", "--input", '{"slot":7}')
      assert.strictEqual(invalid.code, 2)
      assert.include(invalid.err, "This is no input of Landing: ")
      const unknown = yield* operate("start", "Lending", "--input", "{}")
      assert.deepStrictEqual([unknown.code, unknown.out], [2, ""])
      assert.include(unknown.err, 'There is no workflow "Lending". Its name is one of: ')
      const broken = yield* operate("start", "Landing", "--input", "{")
      assert.include(broken.err, "--input must be JSON")
    })
  )

  it.effect("is no node while it works: it registers nowhere and takes no shard", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const state = sql`
        SELECT (SELECT last_value FROM aethercast_runners_machine_id_seq)::int AS registered,
          (SELECT count(*) FROM aethercast_agent_nodes)::int AS announced,
          (SELECT count(DISTINCT node) FROM aethercast_shards)::int AS serving
      `
      const before = yield* state
      const ran = yield* operate("replay", "--agent", "nobody")
      assert.strictEqual(ran.code, 0, ran.err)
      assert.deepStrictEqual(yield* state, before)
      assert.deepStrictEqual(before, [{ registered: 1, announced: 1, serving: 1 }])
    })
  )

  it.effect("gives advice when nothing has the id", () =>
    Effect.gen(function* () {
      const workflow = yield* operate("workflow", "errand:none")
      assert.deepStrictEqual(
        [workflow.code, workflow.out, workflow.err],
        [
          1,
          "",
          'aethercast: There is no workflow "errand:none". The command workflows lists them.\n'
        ]
      )
      const letter = yield* operate("replay", "errand:none/fetch")
      assert.include(letter.err, 'There is no dead letter "errand:none/fetch".')
      const neither = yield* operate("replay")
      assert.deepStrictEqual([neither.code, neither.out], [2, ""])
      assert.include(neither.err, "Select the dead letters")
    })
  )

  it.effect("creates nothing in a database that no server has used, and says so", () =>
    Effect.gen(function* () {
      const empty = Redacted.value(yield* fresh)
      const refused = yield* operateOn(empty, "workflows")
      assert.strictEqual(refused.code, 1)
      assert.include(refused.err, "No server has used this database yet.")
    })
  )
})
