import { assert, describe, it } from "@effect/vitest"
import { type Checker, type Mutation, mutationNames, mutations } from "./Mutation.ts"
import { report } from "./Report.ts"
import { simulate } from "./Simulation.ts"

const firstSeed = 61
const batches = 10
const seedsPerBatch = 20

describe("an episode whose servers are killed, frozen and cut off", () => {
  for (let batch = 0; batch < batches; batch++) {
    const first = firstSeed + batch * seedsPerBatch
    it(
      `is heard as its manifest says, with seeds from ${first}`,
      { timeout: 120_000 },
      async () => {
        for (let seed = first; seed < first + seedsPerBatch; seed++) {
          const { violations } = await simulate(seed)
          if (violations.length > 0) assert.fail(report(seed, violations))
        }
      }
    )
  }

  it("is the same for the same seed", async () => {
    assert.strictEqual((await simulate(10)).trace, (await simulate(10)).trace)
    assert.notStrictEqual((await simulate(10)).trace, (await simulate(11)).trace)
  })
})

describe("a simulation that does not come to its end", () => {
  it("is reported with the line that repeats it", async () => {
    const { violations } = await simulate(7, { maxSteps: 1000 })
    const [line, ...problems] = report(7, violations).split("\n")
    assert.strictEqual(line, "pnpm simulate --seed 7")
    assert.strictEqual(problems.length, 1)
    assert.match(problems[0] ?? "", /completion: Error: more than 1000 steps, the last at \d+ ms/)
  })
})

describe("a bug that is put in on purpose is found:", () => {
  for (const mutation of mutationNames) {
    const checker = mutations[mutation]
    it(
      `a product that ${mutation}, by the checker of ${checker}`,
      { timeout: 120_000 },
      async () => {
        assert.isTrue(await isFound(mutation, checker))
      }
    )
  }
})

const isFound = async (mutation: Mutation, checker: Checker): Promise<boolean> => {
  for (let seed = 1; seed <= 60; seed++) {
    const { violations } = await simulate(seed, { mutation })
    if (violations.some((violation) => violation.checker === checker)) return true
  }
  return false
}
