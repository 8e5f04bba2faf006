// How much CPU an expression takes for an attack. CPU time, so that a busy machine changes nothing.

import { createContext, Script } from "node:vm"
import { attacks } from "./attacks.mjs"

/** The longest attack, in characters, and the CPU that it may take, in milliseconds: a linear expression needs 1. */
const longest = 50_000
const allowedMillis = 50
/** An exponential expression would never end. */
const stopMillis = 2000

/**
 * The worst attack found on an expression, or undefined when all are cheap.
 * @param {RegExp} expression
 * @returns {{ attack: string, length: number, millis: number } | undefined}
 */
export function slowness(expression) {
  for (const attack of attacks(expression)) {
    for (const length of [64, 1600, 12_800, longest]) {
      const millis = cost(expression, text(attack, length))
      if (millis > allowedMillis) return { attack: described(attack), length, millis }
      // Quadratic, this would have taken 4 ms; most attacks need not be tried at their full length.
      if (length === 12_800 && millis < 2) break
    }
  }
  return undefined
}

const text = ({ head, pump, tail }, length) =>
  head + pump.repeat(Math.max(1, Math.floor(length / pump.length))) + tail

const described = ({ head, pump, tail }) =>
  `${JSON.stringify(head)} + ${JSON.stringify(pump)} repeated + ${JSON.stringify(tail)}`

// As `replaceAll` and `test` would: every match, or the first.
const search = new Script(
  "expression.global ? text.replace(expression, '') : expression.exec(text)"
)

/** Milliseconds of CPU; the least of three runs when the first is above what is allowed. */
function cost(expression, text) {
  const context = createContext({ expression, text })
  let least = Infinity
  for (let run = 0; run < 3 && least > allowedMillis; run++) {
    const before = process.threadCpuUsage()
    try {
      search.runInContext(context, { timeout: stopMillis })
    } catch (error) {
      if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error
      return stopMillis
    }
    const { system, user } = process.threadCpuUsage(before)
    least = Math.min(least, (system + user) / 1000)
  }
  return least
}
