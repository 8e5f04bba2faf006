// How much CPU an expression takes for an attack. CPU time, so that a busy machine changes nothing.

import { createContext, Script } from "node:vm"
import { attacks } from "./attacks.mjs"

/** The longest attack, in characters, and the CPU that it may take, in milliseconds: a linear expression needs 1. */
const longest = 50_000
const allowedMillis = 50
/** An exponential expression would never end. */
const stopMillis = 2000

/**
 * The first attack found that is too expensive, or undefined when all are cheap.
 * @param {RegExp} expression
 * @returns {{ attack: string, length: number, millis: number } | undefined}
 */
export function slowness(expression) {
  const trials = attacks(expression).map((attack) => new Trial(expression, attack))
  const tryUntilSlow = () => {
    while (trials.length > 0 && !trials[0].isSlow()) trials.shift()
  }
  // A timer costs more than most attacks, so that they share one. The attack that it stops gets one of its own.
  while (!finishes(tryUntilSlow)) {
    const stopped = trials.shift()
    if (stopped === undefined) return undefined
    if (!finishes(() => stopped.isSlow()) || stopped.millis > allowedMillis) return stopped.verdict
  }
  return trials[0]?.verdict
}

/** One attack, at growing lengths. */
class Trial {
  length = 0
  millis = 0

  constructor(expression, attack) {
    this.expression = expression
    this.attack = attack
  }

  isSlow() {
    for (this.length of [64, 1600, 12_800, longest]) {
      this.millis = stopMillis
      this.millis = cost(this.expression, text(this.attack, this.length))
      if (this.millis > allowedMillis) return true
      // Quadratic, this would have taken 4 ms; most attacks need not be tried at their full length.
      if (this.length === 12_800 && this.millis < 2) break
    }
    return false
  }

  get verdict() {
    return { attack: described(this.attack), length: this.length, millis: this.millis }
  }
}

const text = ({ head, pump, tail }, length) =>
  head + pump.repeat(Math.max(1, Math.floor(length / pump.length))) + tail

const described = ({ head, pump, tail }) =>
  `${JSON.stringify(head)} + ${JSON.stringify(pump)} repeated + ${JSON.stringify(tail)}`

/** Milliseconds of CPU; the least of three runs when the first is above what is allowed. */
function cost(expression, text) {
  let least = Infinity
  for (let run = 0; run < 3 && least > allowedMillis; run++) {
    const before = process.threadCpuUsage()
    search(expression, text)
    const { system, user } = process.threadCpuUsage(before)
    least = Math.min(least, (system + user) / 1000)
  }
  return least
}

/** As `replaceAll` and `test` would: every match, or the first. */
const search = (expression, text) =>
  expression.global ? text.replace(expression, "") : expression.exec(text)

const guarded = new Script("work()")

/** Runs `work`, and stops it after `stopMillis`: false then. */
function finishes(work) {
  try {
    guarded.runInContext(createContext({ work }), { timeout: stopMillis })
    return true
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error
    return false
  }
}
