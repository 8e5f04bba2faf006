import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { studio } from "./Studio.ts"
import { ask, problem, served, text } from "./Wire.ts"

it.live("a process that is alive and can work says so", () =>
  Effect.gen(function* () {
    for (const path of ["/healthz", "/readyz"]) {
      const answer = yield* ask(path)
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(text(answer), '{"status":"ok"}')
    }
  }).pipe(Effect.provide(served(studio())))
)

it.live("a process that cannot work yet is alive, and says what it waits for", () =>
  Effect.gen(function* () {
    assert.strictEqual((yield* ask("/healthz")).status, 200)
    const answer = problem(yield* ask("/readyz"))
    assert.strictEqual(answer.status, 503)
    assert.strictEqual(answer.detail, "Waiting for the database and the cluster.")
  }).pipe(Effect.provide(served(studio({ missing: ["the database", "the cluster"] }))))
)
