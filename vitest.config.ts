import { defineConfig } from "vitest/config"

const alone = [
  "packages/*/test/**/*.integration.test.ts",
  "packages/*/test/**/*.browser.test.ts",
  "scripts/test/**/*.integration.test.mjs"
]

// The quick tests share two workers; whatever owns a database, a cluster or a browser then runs one file at a time.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "scripts/test/**/*.test.mjs"],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: alone,
          globalSetup: "packages/cluster/test/harness/GlobalPostgres.ts",
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 }
        }
      }
    ]
  }
})
