import { assert, layer } from "@effect/vitest"
import { Config, Effect, Random } from "effect"
import { OwnPostgres } from "../harness/OwnPostgres.ts"
import { eventually } from "../harness/Eventually.ts"
import * as TaskStory from "../harness/TaskStory.ts"
import {
  completed,
  everyoneServes,
  busyOne,
  names,
  startJobs,
  takenOver,
  Three
} from "../nodes/Three.ts"

/** The tasks that more than one execution was begun of. */
const begunAgain = (stories: ReadonlyArray<TaskStory.TaskStory>) =>
  stories.filter(({ executions }) => executions.length > 1)

layer(Three.layer, { excludeTestServices: true })("three nodes", (it) => {
  it.effect("go on with what a killed one had begun, and each task has its effect once", () =>
    Effect.gen(function* () {
      const three = yield* Three
      yield* everyoneServes
      yield* startJobs("a", { prefix: "killed", jobs: 12, tasks: 5, millis: 200 })
      const victim = yield* busyOne(["b", "c"], "killed")
      yield* (yield* three.node(victim)).signal("SIGKILL")
      yield* completed("killed", 12)

      const stories = yield* TaskStory.of("killed")
      TaskStory.isWhole(stories, 60)
      assert.isAbove(begunAgain(stories).length, 0)
      for (const { executions } of begunAgain(stories)) {
        assert.deepStrictEqual(
          executions.slice(0, -1).map(({ node }) => node),
          [victim]
        )
      }
      yield* three.replace(victim)
    })
  )

  it.effect("take over from one that is frozen, which answers for nothing when it thaws", () =>
    Effect.gen(function* () {
      const three = yield* Three
      yield* everyoneServes
      yield* startJobs("a", { prefix: "frozen", jobs: 12, tasks: 5, millis: 400 })
      const name = yield* busyOne(["b", "c"], "frozen")
      const frozen = yield* three.node(name)
      yield* frozen.signal("SIGSTOP")
      yield* takenOver(name, "frozen")
      yield* frozen.signal("SIGCONT")
      yield* completed("frozen", 12)
      yield* everyoneServes

      const stories = yield* TaskStory.of("frozen")
      // What it had received it may still begin when it thaws; it does not answer.
      const heard = stories.map((story) => ({
        ...story,
        executions: story.executions.filter(({ answered, node }) => answered || node !== name)
      }))
      TaskStory.isWhole(heard, 60)
      assert.isAbove(begunAgain(stories).length, 0)
    })
  )

  it.effect(
    "take over from one that is cut off, which lets go of what it had and then rejoins",
    () =>
      Effect.gen(function* () {
        const three = yield* Three
        yield* everyoneServes
        // Longer than it takes to notice: else it would be done before it knows.
        yield* startJobs("a", { prefix: "cut", jobs: 12, tasks: 2, millis: 5000 })
        const name = yield* busyOne(["b", "c"], "cut")
        // A query that is under way when the network goes ends with its connection, and not before.
        yield* eventually(
          Effect.map(TaskStory.of("cut"), (stories) =>
            assert.isTrue(stories.length === 12 && stories.every(({ effects }) => effects === 1))
          )
        )
        const alone = yield* three.node(name)
        yield* three.network.cut(name)
        yield* Effect.gen(function* () {
          const taken = yield* takenOver(name, "cut")
          yield* eventually(
            Effect.map(alone.letGo, (letGo) => assert.includeMembers([...letGo], taken))
          )
        }).pipe(Effect.ensuring(three.network.restore(name)))
        yield* completed("cut", 12)
        TaskStory.isWhole(yield* TaskStory.of("cut"), 24)
        yield* everyoneServes
      })
  )

  it.effect("finish what was in flight when Postgres was killed, and lose nothing", () =>
    Effect.gen(function* () {
      const postgres = yield* OwnPostgres
      yield* everyoneServes
      yield* startJobs("a", { prefix: "dark", jobs: 12, tasks: 8, millis: 100 })
      yield* busyOne(names, "dark")
      yield* postgres.kill
      // Longer than a lease: every node must give up what it has.
      yield* Effect.sleep("10 seconds")
      yield* postgres.start
      yield* completed("dark", 12, "60 seconds")
      TaskStory.isWhole(yield* TaskStory.of("dark"), 96)
      yield* everyoneServes
    })
  )

  it.effect("finish a thousand tasks though nodes are killed at random", () =>
    Effect.gen(function* () {
      const three = yield* Three
      const seed = yield* Config.Int("AETHERCAST_TEST_SEED").pipe(
        Config.withDefault(yield* Random.nextInt)
      )
      yield* Effect.logInfo(`AETHERCAST_TEST_SEED=${seed}`)
      yield* everyoneServes
      yield* startJobs("a", { prefix: "thousand", jobs: 100, tasks: 10, millis: 400 })
      yield* Effect.gen(function* () {
        for (let kill = 0; kill < 4; kill++) {
          const name = names[yield* Random.nextIntBetween(0, names.length - 1)] ?? "a"
          yield* Effect.sleep(yield* Random.nextIntBetween(200, 2000))
          yield* (yield* three.node(name)).signal("SIGKILL")
          yield* three.replace(name)
        }
      }).pipe(Random.withSeed(seed))
      yield* completed("thousand", 100, "2 minutes")

      const stories = yield* TaskStory.of("thousand")
      TaskStory.isWhole(stories, 1000)
      assert.isAbove(begunAgain(stories).length, 0)
    })
  )
})
