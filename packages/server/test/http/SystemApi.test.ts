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
    assert.strictEqual(answer.type, "urn:aethercast:problem:server-not-ready")
    assert.deepStrictEqual(answer.missing, ["database", "peers", "stay"])
    assert.strictEqual(
      answer.detail,
      "The database does not answer. The cluster does not answer from here. This server is about to go."
    )
  }).pipe(Effect.provide(served(studio({ missing: ["database", "peers", "stay"] }))))
)
