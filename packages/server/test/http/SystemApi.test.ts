import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { testApi } from "./TestApi.ts"
import { ask, problem, served, text } from "./TestServer.ts"

it.live("a healthy server is alive and ready", () =>
  Effect.gen(function* () {
    for (const path of ["/healthz", "/readyz"]) {
      const answer = yield* ask(path)
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(text(answer), '{"status":"ok"}')
    }
  }).pipe(Effect.provide(served(testApi())))
)

it.live("a server that cannot work is alive, and says which checks fail", () =>
  Effect.gen(function* () {
    assert.strictEqual((yield* ask("/healthz")).status, 200)
    const answer = problem(yield* ask("/readyz"))
    assert.strictEqual(answer.status, 503)
    assert.strictEqual(answer.type, "urn:aethercast:problem:server-not-ready")
    assert.deepStrictEqual(answer.missing, ["database", "peers", "stay"])
    assert.strictEqual(
      answer.detail,
      "The database does not answer. Not every node of the cluster answers this one. This server is shutting down."
    )
  }).pipe(Effect.provide(served(testApi({ missing: ["database", "peers", "stay"] }))))
)
