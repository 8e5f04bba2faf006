import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { bearer } from "../sessions/TestSessions.ts"
import { testApi } from "./TestApi.ts"
import { ask, problem, served, text } from "./TestServer.ts"

const json = { "content-type": "application/json" }

const follow = (body: unknown, headers: Readonly<Record<string, string>> = bearer("a")) =>
  ask("/api/v1/follows", {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(body)
  })

layer(served(testApi()), { excludeTestServices: true })("FollowsApi", (it) => {
  it.effect("a topic and a feed are followed, listed, and followed no longer", () =>
    Effect.gen(function* () {
      const made = yield* follow({ topic: " tides ", timeZone: "Europe/Berlin" })
      assert.strictEqual(made.status, 201)
      const expected = {
        id: "0123456789abcdef",
        followed: { _tag: "Topic", words: "tides" },
        lengthSeconds: 180,
        style: "conversation",
        language: "en",
        timeZone: "Europe/Berlin"
      }
      assert.deepStrictEqual(JSON.parse(text(made)), expected)
      const listed = yield* ask("/api/v1/follows", { headers: bearer("a") })
      assert.deepStrictEqual(JSON.parse(text(listed)), { follows: [expected] })
      const path = `/api/v1/follows/${expected.id}`
      const removed = yield* ask(path, { method: "DELETE", headers: bearer("a") })
      assert.strictEqual(removed.status, 204)
      const again = problem(yield* ask(path, { method: "DELETE", headers: bearer("a") }))
      assert.strictEqual(again.type, "urn:aethercast:problem:unknown-follow")
      assert.strictEqual((yield* follow({ feed: "https://news.example/rss" })).status, 201)
    })
  )

  it.effect("what cannot be followed is refused with the reason", () =>
    Effect.gen(function* () {
      for (const [body, status, detail] of [
        [{ topic: "tides", timeZone: "Nowhere" }, 422, /no time zone "Nowhere"/],
        [{}, 400, /Give either topic or feed/],
        [{ topic: "tides", feed: "https://a.example/" }, 400, /Give either topic or feed/],
        [{ feed: "ftp://a.example/" }, 400, /http address/],
        [{ topic: "tides", length: 3 }, 400, /Unknown field/]
      ] as const) {
        const refused = problem(yield* follow(body))
        assert.strictEqual(refused.status, status)
        assert.match(String(refused.detail), detail)
      }
    })
  )

  it.effect("only a session follows anything", () =>
    Effect.gen(function* () {
      const refused = problem(yield* follow({ topic: "tides" }, {}))
      assert.strictEqual(refused.type, "urn:aethercast:problem:session-required")
      assert.strictEqual((yield* ask("/api/v1/follows")).status, 401)
    })
  )
})
