import { assert, layer } from "@effect/vitest"
import { Config, Effect, Random } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import * as Jobs from "../harness/Jobs.ts"
import { OwnPostgres } from "../harness/OwnPostgres.ts"
import * as TaskStory from "../harness/TaskStory.ts"
import { awaitAllServing, TestCluster } from "../harness/TestCluster.ts"
import { TestNetwork } from "../harness/TestNetwork.ts"

/** Waits until that many tasks of the jobs of a prefix have had their effect and wait for their end. */
const awaitEffects = (prefix: string, tasks: number) =>
  eventually(
    Effect.map(TaskStory.ofJobs(prefix), (stories) => {
      assert.strictEqual(stories.length, tasks)
      for (const { effects } of stories) assert.strictEqual(effects, 1)
      return stories
    })
  )

const answersOf = (prefix: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ count: number }>`
      SELECT count(*)::int AS count FROM answers WHERE task_id LIKE ${`job:${prefix}-%`}
    `
    return rows[0]?.count ?? 0
  })

layer(TestCluster.layerIsolated({ a: {}, b: {}, c: {} }), { excludeTestServices: true })(
  "three nodes",
  (it) => {
    it.effect("finish what a killed one had begun, and each task has its effect once", () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster
        yield* awaitAllServing
        yield* Jobs.start("a", { prefix: "killed", jobs: 12, tasks: 5, millis: 200 })
        const victim = yield* Jobs.awaitBusy(["b", "c"], "killed")
        yield* (yield* cluster.node(victim)).kill
        yield* Jobs.awaitCompleted("killed", 12)

        const stories = yield* TaskStory.ofJobs("killed")
        TaskStory.assertExactlyOnce(stories, 60)
        const repeated = TaskStory.repeated(stories)
        assert.isAbove(repeated.length, 0)
        for (const { executions } of repeated) {
          assert.deepStrictEqual(
            executions.slice(0, -1).map(({ node }) => node),
            [victim]
          )
        }
        yield* cluster.replace(victim)
      })
    )

    it.effect("take over from a frozen one, whose late answers do not count", () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster
        yield* awaitAllServing
        yield* Jobs.start("a", { prefix: "frozen", jobs: 12, tasks: 5, millis: 400 })
        const name = yield* Jobs.awaitBusy(["b", "c"], "frozen")
        const frozen = yield* cluster.node(name)
        yield* frozen.freeze
        yield* Jobs.awaitTakenOver(name, "frozen")
        yield* frozen.thaw
        yield* Jobs.awaitCompleted("frozen", 12)
        yield* awaitAllServing

        const stories = yield* TaskStory.ofJobs("frozen")
        // It may still begin what it had received, but its answers are not stored.
        const counted = stories.map((story) => ({
          ...story,
          executions: story.executions.filter(({ answered, node }) => answered || node !== name)
        }))
        TaskStory.assertExactlyOnce(counted, 60)
        assert.isAbove(TaskStory.repeated(stories).length, 0)
      })
    )

    it.effect(
      "take over from one that is cut off, which interrupts its tasks and then rejoins",
      () =>
        Effect.gen(function* () {
          const cluster = yield* TestCluster
          const network = yield* TestNetwork
          yield* awaitAllServing
          // Longer than a lease: a shorter task would be done before the node notices.
          yield* Jobs.start("a", { prefix: "cut", jobs: 12, tasks: 2, millis: 5000 })
          const name = yield* Jobs.awaitBusy(["b", "c"], "cut")
          // A query that is under way when the network goes ends with its connection, and not before.
          yield* awaitEffects("cut", 12)
          const alone = yield* cluster.node(name)
          yield* network.cut(name)
          yield* Effect.gen(function* () {
            const taken = yield* Jobs.awaitTakenOver(name, "cut")
            yield* eventually(
              Effect.map(alone.interrupted, (tasks) => assert.includeMembers([...tasks], taken))
            )
          }).pipe(Effect.ensuring(network.restore(name)))
          yield* Jobs.awaitCompleted("cut", 12)
          TaskStory.assertExactlyOnce(yield* TaskStory.ofJobs("cut"), 24)
          yield* awaitAllServing
        })
    )

    it.effect("finish what was in flight when Postgres was killed, and lose nothing", () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster
        const postgres = yield* OwnPostgres
        yield* awaitAllServing
        yield* Jobs.start("a", { prefix: "long", jobs: 12, tasks: 2, millis: 5000 })
        const long = yield* awaitEffects("long", 12)
        yield* Jobs.start("a", { prefix: "short", jobs: 12, tasks: 8, millis: 100 })
        yield* Jobs.awaitBusy(cluster.names, "short")
        yield* postgres.kill
        // Postgres stays away for longer than a lease: each node gives up all that it runs.
        yield* eventually(
          Effect.forEach(cluster.names, (name) =>
            Effect.gen(function* () {
              const interrupted = yield* (yield* cluster.node(name)).interrupted
              const running = long.flatMap(({ executions, task }) =>
                executions.some(({ node }) => node === name) ? [task] : []
              )
              assert.includeMembers([...interrupted], running)
            })
          )
        )
        yield* postgres.start
        yield* Jobs.awaitCompleted("short", 12, "60 seconds")
        yield* Jobs.awaitCompleted("long", 12, "60 seconds")
        TaskStory.assertExactlyOnce(yield* TaskStory.ofJobs("short"), 96)
        TaskStory.assertExactlyOnce(yield* TaskStory.ofJobs("long"), 24)
        yield* awaitAllServing
      })
    )

    it.effect("finish a thousand tasks while nodes are killed at random", () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster
        const seed = yield* Config.Int("AETHERCAST_TEST_SEED").pipe(
          Config.withDefault(yield* Random.nextInt)
        )
        yield* Effect.logInfo(`AETHERCAST_TEST_SEED=${seed}`)
        yield* awaitAllServing
        yield* Jobs.start("a", { prefix: "thousand", jobs: 100, tasks: 10, millis: 400 })
        yield* Effect.gen(function* () {
          for (let kill = 0; kill < 4; kill++) {
            const name = cluster.names[yield* Random.nextIntBetween(0, 2)] ?? "a"
            const answered = yield* answersOf("thousand")
            const further = yield* Random.nextIntBetween(10, 100)
            yield* eventually(
              Effect.map(answersOf("thousand"), (count) =>
                assert.isAtLeast(count, answered + further)
              ),
              "60 seconds"
            )
            yield* (yield* cluster.node(name)).kill
            yield* cluster.replace(name)
          }
        }).pipe(Random.withSeed(seed))
        yield* Jobs.awaitCompleted("thousand", 100, "2 minutes")

        const stories = yield* TaskStory.ofJobs("thousand")
        TaskStory.assertExactlyOnce(stories, 1000)
        assert.isAbove(TaskStory.repeated(stories).length, 0)
      })
    )
  }
)
