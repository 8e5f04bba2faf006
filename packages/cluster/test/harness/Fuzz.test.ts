import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import * as Fuzz from "./fuzz/Fuzz.ts"
import { seeded } from "./fuzz/Random.ts"

/** Without the settings of `npm run fuzz`. */
const run = <A, E, R>(target: Fuzz.Target<A, E, R>) =>
  Effect.provide(Fuzz.run(target), ConfigProvider.layer(ConfigProvider.fromUnknown({})))

const messageOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(Effect.sandbox(effect)), String)

const numbers = {
  inputs: 500,
  make: (random: { int(below: number): number }) => random.int(1_000_000),
  show: String
}

describe("Fuzz", () => {
  it("the same seed makes the same input, another one another", () => {
    const inputOf = (seed: number, number: number) => {
      const random = seeded(seed, number)
      return [
        random.int(1000),
        random.text(20),
        random.mutate(Buffer.from("hello")).toString("hex")
      ]
    }
    assert.deepStrictEqual(inputOf(1, 2), inputOf(1, 2))
    assert.notDeepEqual(inputOf(1, 2), inputOf(1, 3))
    assert.notDeepEqual(inputOf(1, 2), inputOf(2, 2))
  })

  it.live("an input that fails is named", () =>
    Effect.gen(function* () {
      const feed = (n: number) => (n % 100 === 7 ? Effect.fail("seven") : Effect.void)
      const message = yield* messageOf(run({ ...numbers, feed }))
      assert.match(message, /Input \d+ of seed \d+ failed with .*seven.*: \d+07/)
    })
  )

  it.live("an input that occupies the thread is named", () =>
    Effect.gen(function* () {
      const spin = () => {
        const start = process.threadCpuUsage()
        while (process.threadCpuUsage(start).user < 80_000);
      }
      const feed = (n: number) => Effect.sync(() => (n % 100 === 7 ? spin() : undefined))
      const message = yield* messageOf(run({ ...numbers, feed }))
      assert.match(message, /Input \d+ of seed \d+ took \d+ ms of CPU at once: \d+07/)
    })
  )

  it.live("what stays in memory is found", () =>
    Effect.gen(function* () {
      const kept: Array<unknown> = []
      const feed = (n: number) =>
        Effect.sync(() => kept.push(Array.from({ length: 20_000 }, (_, index) => index * n + 0.5)))
      const message = yield* messageOf(run({ ...numbers, feed }))
      assert.match(message, /500 inputs of seed \d+ left \d+ MiB in memory/)
    })
  )

  it.live("what behaves well passes, and its inputs are counted", () =>
    Effect.gen(function* () {
      const { inputs } = yield* run({ ...numbers, feed: () => Effect.void })
      assert.strictEqual(inputs, 500)
    })
  )
})
