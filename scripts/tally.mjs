// A vitest reporter that writes down how many tests passed, failed and were skipped.

import { writeFileSync } from "node:fs"

export default class Tally {
  onTestRunEnd(modules, errors) {
    const tally = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      // A file that cannot be loaded has no tests to count, yet it is a failure.
      tally.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        tally[state === "pending" ? "failed" : state] += 1
      }
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
    }
    writeFileSync(process.env.AETHERCAST_TALLY, JSON.stringify(tally))
  }
}
