import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { bearer } from "../sessions/TestSessions.ts"
import { testApi } from "./TestApi.ts"
import { ask, problem, served, text } from "./TestServer.ts"

const interests = Effect.map(ask("/api/v1/session/taste", { headers: bearer("a") }), (response) =>
  JSON.parse(text(response))
)

const forget = (path: string) => ask(path, { method: "DELETE", headers: bearer("a") })

layer(served(testApi()), { excludeTestServices: true })("SessionApi", (it) => {
  it.effect("the taste of a session is read, and forgotten theme by theme or as a whole", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* interests, {
        interests: [
          { theme: "north sea", weight: 0.5 },
          { theme: "tides", weight: 0.5 }
        ]
      })
      const removed = yield* forget("/api/v1/session/taste/north%20sea")
      assert.strictEqual(removed.status, 204)
      assert.deepStrictEqual(yield* interests, { interests: [{ theme: "tides", weight: 0.5 }] })
      assert.strictEqual((yield* forget("/api/v1/session/taste")).status, 204)
      assert.deepStrictEqual(yield* interests, { interests: [] })
    })
  )

  it.effect("only a session has a taste", () =>
    Effect.gen(function* () {
      const refused = problem(yield* ask("/api/v1/session/taste"))
      assert.strictEqual(refused.type, "urn:aethercast:problem:session-required")
    })
  )
})
