// start, cluster, operate, engine, test, fuzz, sweep, simulate, bench, check, pack, new, ci: each makes ready what it needs, then hands the terminal over.

import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { findBrowser } from "./browser.mjs"
import { check } from "./check.mjs"
import { engine } from "./engines.mjs"
import { attach, childEnvironment, Failure, say } from "./terminal.mjs"
import { create } from "./new.mjs"
import { runTests } from "./tests.mjs"
import { cacheFolder, findNode, findPnpm } from "./toolchain.mjs"
import { built, installed, root } from "./workspace.mjs"

export async function run(name, args) {
  try {
    // pnpm hands the two dashes on that npm keeps to itself.
    process.exit(await command(name)(args[0] === "--" ? args.slice(1) : args))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    say(`\n${error.message}`)
    process.exit(error.exitCode)
  }
}

const commands = {
  async start(args) {
    refuseSwallowedFlags("npm start", args, [
      "port",
      "host",
      "public-host",
      "data",
      "library",
      "writer",
      "voice",
      "yes",
      "open",
      "join"
    ])
    const node = await findNode()
    await installed(node)
    await built(node)
    return handOver(node, [join(root, "packages/server/src/Main.ts"), ...args])
  },

  async operate(args) {
    refuseSwallowedFlags("npm run operate", args, [
      "data",
      "json",
      "status",
      "limit",
      "reason",
      "percent",
      "from",
      "agent",
      "workflow",
      "error",
      "since",
      "input",
      "wait"
    ])
    const node = await findNode()
    await installed(node)
    return handOver(node, [join(root, "packages/server/src/Operate.ts"), ...args])
  },

  async cluster(args) {
    refuseSwallowedFlags("npm run cluster", args, ["port", "data"])
    const node = await findNode()
    await installed(node)
    await built(node)
    return handOver(node, [join(root, "packages/server/src/LocalCluster.ts"), ...args])
  },

  // For the server, which reads the folder from the output.
  async engine([name]) {
    process.stdout.write(`${await engine(name)}\n`)
    return 0
  },

  async bench(args) {
    const node = await findNode()
    await installed(node, { withBench: true })
    await built(node)
    return handOver(node, [join(root, "bench/run.ts"), ...args])
  },

  async test(args) {
    const outcome = await test(args)
    process.stdout.write(`${outcome.closingLine}\n`)
    return outcome.exitCode
  },

  // The fuzz tests with twenty times the inputs, of another seed each time; AETHERCAST_FUZZ_* in the environment win.
  async fuzz(args) {
    const variables = {
      AETHERCAST_FUZZ_TIMES: process.env.AETHERCAST_FUZZ_TIMES || "20",
      AETHERCAST_FUZZ_SEED: process.env.AETHERCAST_FUZZ_SEED || String(Date.now() % 1e9)
    }
    say(
      `Seed ${variables.AETHERCAST_FUZZ_SEED}, ${variables.AETHERCAST_FUZZ_TIMES} times the inputs`
    )
    const outcome = await test(
      ["--testTimeout=3600000", ...(args.length > 0 ? args : ["test/fuzz/"])],
      variables
    )
    process.stdout.write(`${outcome.closingLine}\n`)
    return outcome.exitCode
  },

  // The test that kills a process at some points of an episode, at every point.
  async sweep(args) {
    refuseSwallowedFlags("npm run sweep", args, [])
    const outcome = await test(["test/sweep/"], { AETHERCAST_SWEEP: "all" })
    process.stdout.write(`${outcome.closingLine}\n`)
    return outcome.exitCode
  },

  // What `npm test` does with some hundred seeds, with as many as one likes.
  async simulate(args) {
    refuseSwallowedFlags("npm run simulate", args, ["seeds", "from", "seed", "mutation"])
    const node = await findNode()
    await installed(node)
    return handOver(node, [join(root, "packages/agents/test/simulation/Simulate.ts"), ...args])
  },

  async new(args) {
    create(args)
    return 0
  },

  async pack() {
    const node = await findNode()
    const pnpm = await findPnpm(root)
    await installed(node)
    const env = childEnvironment([dirname(node), dirname(pnpm)])
    return attach(pnpm, ["--filter", "@aethercast/cluster", "pack", "--pack-destination", root], {
      cwd: root,
      env
    })
  },

  async check(args) {
    refuseSwallowedFlags("npm run check", args, ["fix"])
    const node = await findNode()
    await installed(node, { withBench: true })
    return check(node, args)
  },

  async ci() {
    const outcome = await test([])
    const node = await findNode()
    await installed(node, { withBench: true })
    const verdict = await check(node, [], { fresh: true })
    process.stdout.write(`${outcome.closingLine}\n`)
    return outcome.exitCode || verdict
  }
}

function command(name) {
  if (Object.hasOwn(commands, name)) return commands[name]
  throw new Failure(
    "Usage: node scripts/bootstrap.mjs <start|cluster|operate|engine|test|fuzz|sweep|simulate|bench|check|pack|new|ci> [arguments]",
    2
  )
}

async function test(args, variables = {}) {
  const node = await findNode()
  await installed(node)
  await built(node)
  const browser = await findBrowser()
  return runTests(node, args, { ...variables, AETHERCAST_CHROMIUM: browser })
}

function handOver(node, args) {
  if (!existsSync(args[0]))
    throw new Failure(`${args[0]} is missing: this copy of Aethercast is not whole.`)
  // Node keeps what it compiled, so that the next start is about a second faster.
  const env = {
    NODE_COMPILE_CACHE: join(cacheFolder(), "compiled"),
    ...childEnvironment([dirname(node)])
  }
  return attach(node, args, { env })
}

/** `npm start --port 1` keeps the flag to itself and hands over a bare `1`: say so instead of guessing. */
export function refuseSwallowedFlags(command, args, flags) {
  const swallowed = flags.find((flag) => {
    const value = process.env[`npm_config_${flag.replaceAll("-", "_")}`]
    // npm has a `yes` of its own, which is empty in every script where it was not given.
    return flag === "yes" ? value === "true" : value !== undefined
  })
  if (swallowed && !args.some((argument) => argument.startsWith("--"))) {
    throw new Failure(
      `npm kept --${swallowed} for itself; write two dashes first: ${command} -- --${swallowed} ...`,
      2
    )
  }
}
