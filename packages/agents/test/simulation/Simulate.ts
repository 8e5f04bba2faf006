import { parseArgs } from "node:util"
import { mutationNamed, mutations } from "./Mutation.ts"
import { report } from "./Report.ts"
import { simulate } from "./Simulation.ts"

const usage = `Simulates episodes on three servers that are killed, frozen and cut off from each other, in one
thread and by a seed: see docs/simulation.md.

  pnpm simulate [--seeds 1000] [--from 1]   many seeds; fails at the end if one of them did
  pnpm simulate --seed 42                   one seed again
  --mutation NAME                           with a bug that is put in on purpose:
${Object.entries(mutations)
  .map(([name, checker]) => `      "${name}" (found by the checker of ${checker})`)
  .join("\n")}
`

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    mutation: { type: "string" },
    help: { type: "boolean", default: false }
  }
})

const say = (line: string) => void process.stdout.write(`${line}\n`)

const run = async (from: number, count: number): Promise<number> => {
  const mutation = mutationNamed(values.mutation)
  const failed: Array<number> = []
  for (let seed = from; seed < from + count; seed++) {
    const { counts, violations } = await simulate(seed, { mutation })
    if (violations.length > 0) {
      failed.push(seed)
      say(report(seed, violations, mutation))
    }
    if (count === 1) say(JSON.stringify(counts))
    if ((seed - from + 1) % 100 === 0)
      say(`${seed - from + 1} of ${count}, ${failed.length} failed`)
  }
  say(
    `${count} seeds from ${from}: ${failed.length === 0 ? "all well" : `${failed.length} failed`}`
  )
  return failed.length === 0 ? 0 : 1
}

const numbers = [values.seeds, values.from, values.seed ?? "1"]
const isUnknown = values.mutation !== undefined && mutationNamed(values.mutation) === undefined
if (values.help || isUnknown || !numbers.every((text) => /^[1-9][0-9]{0,8}$/.test(text))) {
  say(usage)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode =
    values.seed === undefined
      ? await run(Number(values.from), Number(values.seeds))
      : await run(Number(values.seed), 1)
}
