import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { cancelled, complete, idOf, resting, silent, sound, testApi } from "./TestApi.ts"
import { bearer } from "../sessions/TestSessions.ts"
import { ask, problem, type Response, served, text } from "./TestServer.ts"

const json = { "content-type": "application/json" }
const order = (body: unknown, headers: Readonly<Record<string, string>> = json) =>
  ask("/api/v1/podcasts", {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body)
  })

const key = (text: string) => ({ "idempotency-key": text })
const keyed = (session: string, text: string) => ({ ...json, ...bearer(session), ...key(text) })

const receipt = (answer: Response) =>
  Schema.decodeSync(
    Schema.fromJsonString(Schema.Struct({ episodeId: EpisodeId, workflowId: Schema.String }))
  )(text(answer))

const said = (answer: Response) => {
  const { detail, errors, status } = problem(answer)
  return { status, detail, fields: errors?.map(({ path }) => path.join(".")) }
}

layer(served(testApi()), { excludeTestServices: true })("PodcastsApi", (it) => {
  it.effect("an order is accepted with the location of the podcast", () =>
    Effect.gen(function* () {
      const answer = yield* order({ topicId: "tides" })
      assert.strictEqual(answer.status, 202)
      const { episodeId, workflowId } = receipt(answer)
      assert.strictEqual(workflowId, `episode:${episodeId}`)
      assert.strictEqual(answer.headers.location, `/api/v1/podcasts/${episodeId}`)
      const podcast = yield* ask(`/api/v1/podcasts/${episodeId}`)
      assert.strictEqual(podcast.status, 200)
      assert.include(text(podcast), '"status":"starting"')
      assert.include(text(podcast), '"lengthSeconds":180')
      assert.include(text(podcast), '"style":"conversation"')
    })
  )

  it.effect("two orders are two podcasts, and one that is repeated with its key is one", () =>
    Effect.gen(function* () {
      const words = { topic: "how tides work", lengthSeconds: 60, style: "story" }
      const [first, second] = [yield* order(words), yield* order(words)]
      assert.notStrictEqual(receipt(first).episodeId, receipt(second).episodeId)
      const again = () => Effect.map(order(words, keyed("a", "tides")), receipt)
      const same = yield* again()
      assert.deepStrictEqual(yield* again(), same)
      const written = ` {"style": "story", "language": "en", "lengthSeconds": 6e1, "topic": " how tides work\\n"}`
      assert.deepStrictEqual(receipt(yield* order(written, keyed("a", "tides"))), same)
    })
  )

  it.effect("a key is of use within its session only", () =>
    Effect.gen(function* () {
      const idFor = (letter: string) =>
        Effect.map(order({ topicId: "tides" }, keyed(letter, "same")), receipt)
      const [mine, yours] = [yield* idFor("a"), yield* idFor("b")]
      assert.notStrictEqual(mine.episodeId, yours.episodeId)
      const nobodys = problem(yield* order({ topicId: "tides" }, { ...json, ...key("same") }))
      assert.strictEqual(nobodys.type, "urn:aethercast:problem:session-required")
      assert.strictEqual(nobodys.status, 401)
      for (const wrong of ["", "x".repeat(201), "tab\there"]) {
        const refused = yield* order({ topicId: "tides" }, keyed("a", wrong))
        assert.deepStrictEqual(said(refused), {
          status: 400,
          detail: "idempotency-key: An Idempotency-Key has 1 to 200 visible ASCII characters.",
          fields: ["idempotency-key"]
        })
      }
    })
  )

  it.effect("an order without a session makes one, whose cookie comes with the answer", () =>
    Effect.gen(function* () {
      const { headers } = yield* order({ topicId: "tides" })
      assert.match(headers["set-cookie"]?.[0] ?? "", /^aethercast-session=[\w-]{43};.* HttpOnly/)
      const again = yield* order({ topicId: "tides" }, { ...json, ...bearer("a") })
      assert.isUndefined(again.headers["set-cookie"])
    })
  )

  it.effect("a podcast is steered by the session that ordered it, and by no other", () =>
    Effect.gen(function* () {
      const { episodeId } = receipt(yield* order({ topicId: "tides" }, keyed("a", "steered")))
      const steer = (headers: Readonly<Record<string, string>>, id: EpisodeId = episodeId) =>
        ask(`/api/v1/podcasts/${id}/steering`, {
          method: "POST",
          headers: { ...json, ...headers },
          body: JSON.stringify({ id: "command1", kind: "deeper" })
        })
      assert.strictEqual((yield* steer(bearer("a"))).status, 202)
      assert.strictEqual(problem(yield* steer(bearer("b"))).status, 403)
      assert.strictEqual(problem(yield* steer(bearer("a"), complete.id)).status, 403)
      assert.strictEqual(problem(yield* steer({})).status, 401)
    })
  )

  it.effect("a command that is malformed is refused, and says where", () =>
    Effect.gen(function* () {
      const { episodeId } = receipt(yield* order({ topicId: "tides" }, keyed("a", "malformed")))
      const steer = (command: object) =>
        ask(`/api/v1/podcasts/${episodeId}/steering`, {
          method: "POST",
          headers: { ...json, ...bearer("a") },
          body: JSON.stringify({ id: "command1", ...command })
        })
      const question = (words: string) => steer({ kind: "question", words })
      assert.strictEqual((yield* question("Why\u0000 do tides\nturn?")).status, 202)
      assert.strictEqual((yield* question(`${" ".repeat(400)}Why?`)).status, 202)
      const refused = [
        [yield* question("x".repeat(301)), "words"],
        [yield* question("  \u0000\n "), "words"],
        [yield* steer({ kind: "question" }), "words"],
        [yield* steer({ kind: "more", words: "Why?" }), "words"],
        [yield* steer({ kind: "more", line: "no such line!" }), "line"],
        [yield* steer({ kind: "more", cursor: { line: "0.0", frame: -1 } }), "cursor.frame"],
        [yield* steer({ id: "short", kind: "more" }), "id"]
      ] as const
      const found = refused.map(([answer]) => [said(answer).status, said(answer).fields])
      assert.deepStrictEqual(
        found,
        refused.map(([, field]) => [400, [field]])
      )
      assert.deepStrictEqual(said(yield* steer({ kind: "louder" })), {
        status: 400,
        detail:
          "The kind of a command is one of more, skip, back, simpler, deeper, thumb-up, thumb-down and question.",
        fields: [""]
      })
      const extra = said(yield* steer({ kind: "more", words: "Why?" }))
      assert.strictEqual(extra.detail, "words: Unknown field.")
      const long = said(yield* question("x".repeat(301)))
      assert.strictEqual(long.detail, "words: Ask with at most 300 characters.")
      // The episodes of the test refuse every skip.
      const conflict = problem(yield* steer({ kind: "skip" }))
      assert.strictEqual(conflict.type, "urn:aethercast:problem:steering-conflict")
    })
  )

  it.effect("a session lists its podcasts page by page", () =>
    Effect.gen(function* () {
      const list = (query: string, headers: Readonly<Record<string, string>> = bearer("a")) =>
        ask(`/api/v1/podcasts${query}`, { headers })
      const all = JSON.parse(text(yield* list("")))
      assert.deepStrictEqual(Object.keys(all), ["podcasts"])
      assert.deepInclude(all.podcasts[0], { id: complete.id, madeSeconds: 0.216 })
      const page = JSON.parse(text(yield* list("?limit=1")))
      assert.strictEqual(page.next, `/api/v1/podcasts?limit=1&before=${complete.id}`)
      assert.strictEqual(problem(yield* list("?limit=1000")).status, 400)
      assert.strictEqual(problem(yield* list("", {})).status, 401)
    })
  )

  it.effect("a podcast is deleted by the session that ordered it, and by no other", () =>
    Effect.gen(function* () {
      const { episodeId } = receipt(yield* order({ topicId: "tides" }, keyed("a", "deleted")))
      const remove = (headers: Readonly<Record<string, string>>, id: EpisodeId = episodeId) =>
        ask(`/api/v1/podcasts/${id}`, { method: "DELETE", headers })
      assert.strictEqual(problem(yield* remove({})).status, 401)
      assert.strictEqual(problem(yield* remove(bearer("b"))).status, 403)
      assert.strictEqual(problem(yield* remove(bearer("a"), complete.id)).status, 403)
      assert.strictEqual((yield* remove(bearer("a"))).status, 204)
    })
  )

  it.effect("another order with the same key is refused, and no order can choose an id", () =>
    Effect.gen(function* () {
      const first = yield* order({ topic: "tides" }, keyed("a", "n"))
      assert.strictEqual(first.status, 202)
      const second = yield* order({ topic: "bees", lengthSeconds: 60 }, keyed("a", "n"))
      assert.deepStrictEqual(problem(second), {
        type: "urn:aethercast:problem:podcast-conflict",
        title: "Key in use",
        status: 409,
        detail: "Another order has this Idempotency-Key."
      })
      assert.strictEqual((yield* order({ topic: "tides" }, keyed("a", "n"))).status, 202)
      const chosen = yield* order({ topic: "tides", id: idOf("n") }, { ...json, ...bearer("a") })
      assert.deepStrictEqual(said(chosen), {
        status: 400,
        detail: "id: Unknown field.",
        fields: ["id"]
      })
    })
  )

  it.effect("an order has a focus, which is part of what its key stands for", () =>
    Effect.gen(function* () {
      const focused = { topic: "tides", focus: "what they mean for harbours" }
      const { episodeId } = receipt(yield* order(focused, keyed("a", "focus")))
      const podcast = JSON.parse(text(yield* ask(`/api/v1/podcasts/${episodeId}`)))
      assert.strictEqual(podcast.focus, focused.focus)
      assert.strictEqual(receipt(yield* order(focused, keyed("a", "focus"))).episodeId, episodeId)
      for (const other of [{ topic: "tides" }, { ...focused, focus: "what they cost" }]) {
        assert.strictEqual(problem(yield* order(other, keyed("a", "focus"))).status, 409)
      }
      assert.deepStrictEqual(said(yield* order({ topic: "tides", focus: "x".repeat(201) })), {
        status: 400,
        detail: "focus: Describe the focus in at most 200 characters.",
        fields: ["focus"]
      })
    })
  )

  it.effect("an invalid order is refused with a message for each wrong field", () =>
    Effect.gen(function* () {
      const length =
        "lengthSeconds: An episode lasts between 30 seconds and 30 minutes (1800 seconds)."
      assert.deepStrictEqual(said(yield* order({ topic: "tides", lengthSeconds: 0 })), {
        status: 400,
        detail: length,
        fields: ["lengthSeconds"]
      })
      assert.strictEqual(
        said(yield* order({ topic: "tides", lengthSeconds: 86_400 })).detail,
        length
      )
      assert.deepStrictEqual(said(yield* order({ topic: "x", style: "opera" })), {
        status: 400,
        detail:
          'topic: Describe the topic in at least two characters.; style: Expected "conversation" | "briefing" | "story" | "interview" | "debate" | "explainer" | "lecture"',
        fields: ["topic", "style"]
      })
      assert.deepStrictEqual(said(yield* order({ topic: "tides", lenghtSeconds: 60 })), {
        status: 400,
        detail: "lenghtSeconds: Unknown field.",
        fields: ["lenghtSeconds"]
      })
      assert.deepStrictEqual(said(yield* order({})), {
        status: 400,
        detail: "Give one of topicId, topic, url, text and documentId.",
        fields: [""]
      })
      assert.strictEqual(said(yield* order([])).status, 400)
      assert.strictEqual(said(yield* order("")).status, 400)
    })
  )

  it.effect("a body with thousands of wrong fields gets a short response", () =>
    Effect.gen(function* () {
      const fields = Object.fromEntries(Array.from({ length: 4000 }, (_, at) => [`x${at}`, 1]))
      const answer = yield* order({ topic: "tides", ...fields })
      assert.lengthOf(problem(answer).errors ?? [], 10)
      assert.isBelow(answer.body.length, 2_000)
    })
  )

  it.effect("a body that is not JSON is refused", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(said(yield* order('{"topic": "tid')), {
        status: 400,
        detail: "Expected a valid JSON body",
        fields: [""]
      })
      const form = yield* order("topic=tides", {
        "content-type": "application/x-www-form-urlencoded"
      })
      assert.deepStrictEqual(said(form), {
        status: 415,
        detail: "Send JSON, as content-type: application/json.",
        fields: undefined
      })
    })
  )

  it.effect("a body of more than 64 KiB is not read", () =>
    Effect.gen(function* () {
      const most = JSON.stringify({ topic: "tides" }).padEnd(65_536)
      assert.strictEqual((yield* order(most)).status, 202)
      const declared = yield* order(`${most} `)
      assert.strictEqual(said(declared).status, 413)
      assert.include(said(declared).detail, "65536 bytes")
      const chunked = yield* order(`${most} `, { ...json, "transfer-encoding": "chunked" })
      assert.strictEqual(said(chunked).status, 413)
    })
  )

  it.effect("unknown topics and podcasts are not found", () =>
    Effect.gen(function* () {
      const topic = problem(yield* order({ topicId: "nowhere" }))
      assert.strictEqual(topic.type, "urn:aethercast:problem:unknown-topic")
      assert.strictEqual(topic.detail, 'No topic is called "nowhere" here.')
      for (const id of [idOf("x"), "TOO-SHORT", "%00", "..%2f..%2fetc%2fpasswd"]) {
        for (const part of ["", "/audio.mp3", "/transcript.vtt", "/chapters.json"]) {
          const { status, type } = problem(yield* ask(`/api/v1/podcasts/${id}${part}`))
          assert.strictEqual(type, "urn:aethercast:problem:unknown-podcast")
          assert.strictEqual(status, 404)
        }
      }
    })
  )

  it.effect("a wrong method is refused with those that are allowed", () =>
    Effect.gen(function* () {
      const [posted, deleted] = [
        yield* ask("/api/v1/snippets", { method: "POST" }),
        yield* ask(`/api/v1/podcasts/${complete.id}/audio.mp3`, { method: "DELETE" })
      ]
      assert.strictEqual(problem(posted).detail, "POST is not allowed here; GET, HEAD is.")
      assert.strictEqual(posted.headers.allow, "GET, HEAD")
      assert.strictEqual(problem(deleted).status, 405)
      const put = yield* ask("/api/v1/podcasts", { method: "PUT" })
      assert.strictEqual(problem(put).status, 405)
      assert.strictEqual(put.headers.allow, "POST, GET, HEAD")
    })
  )

  it.effect("unknown paths under /api are not found", () =>
    Effect.gen(function* () {
      for (const path of ["/api", "/api/v2/podcasts", "/api/v1/podcasts/a/b/c"]) {
        const answer = yield* ask(`${path}?x=1`)
        assert.strictEqual(problem(answer).detail, `There is nothing at ${path}.`)
      }
      assert.strictEqual((yield* ask("/api/v1/nothing", { method: "HEAD" })).status, 404)
    })
  )

  it.effect("a podcast has the status of its episode", () =>
    Effect.gen(function* () {
      const failed = yield* ask(`/api/v1/podcasts/${silent.id}`)
      assert.include(text(failed), '"status":"failed","reason":"No page could be read."')
      const stopped = yield* ask(`/api/v1/podcasts/${cancelled.id}`)
      assert.include(text(stopped), '"status":"cancelled","reason":"wrong topic"')
      const podcast = yield* ask(`/api/v1/podcasts/${resting.id}`)
      assert.include(text(podcast), '"status":"resting"')
      assert.include(text(podcast), '"madeSeconds":0.216')
    })
  )

  it.effect("the transcript and the chapters are those of the timeline", () =>
    Effect.gen(function* () {
      const transcript = yield* ask(`/api/v1/podcasts/${resting.id}/transcript.vtt`)
      assert.strictEqual(transcript.headers["content-type"], "text/vtt; charset=utf-8")
      assert.include(
        text(transcript),
        "1.1\n00:00:00.048 --> 00:00:00.120\n<v Ben>Line 1 &lt;b&gt;&amp;\n"
      )
      const subtitles = yield* ask(`/api/v1/podcasts/${resting.id}/transcript.srt`)
      assert.strictEqual(subtitles.headers["content-type"], "application/x-subrip; charset=utf-8")
      assert.include(text(subtitles), "2\n00:00:00,048 --> 00:00:00,120\nBen:\n")
      for (const { headers } of [transcript, subtitles]) {
        assert.strictEqual(headers["access-control-allow-origin"], "*")
        assert.strictEqual(headers["cross-origin-resource-policy"], "cross-origin")
      }
      const chapters = yield* ask(`/api/v1/podcasts/${resting.id}/chapters.json`)
      assert.strictEqual(chapters.headers["content-type"], "application/json+chapters")
      assert.deepStrictEqual(JSON.parse(text(chapters)), {
        version: "1.2.0",
        title: resting.title,
        chapters: [
          { startTime: 0, endTime: 0.048, title: "Opening" },
          { startTime: 0.048, endTime: 0.216, title: "The moon" }
        ]
      })
    })
  )

  it.effect("a finished podcast can be kept as a file with its title and chapters", () =>
    Effect.gen(function* () {
      const path = `/api/v1/podcasts/${complete.id}/podcast.mp3`
      const { body, headers } = yield* ask(path)
      assert.strictEqual(body.toString("latin1", 0, 3), "ID3")
      assert.isTrue(body.subarray(-sound.length).equals(sound))
      assert.strictEqual(headers["content-length"], String(body.length))
      assert.isAbove(body.indexOf(Buffer.from("The moon", "utf16le")), 0)
      const middle = body.length - sound.length
      const part = yield* ask(path, { headers: { range: `bytes=${middle - 5}-${middle + 700}` } })
      assert.strictEqual(part.status, 206)
      assert.isTrue(part.body.equals(body.subarray(middle - 5, middle + 701)))
      const unfinished = yield* ask(`/api/v1/podcasts/${resting.id}/podcast.mp3`)
      assert.strictEqual(problem(unfinished).status, 503)
    })
  )

  it.effect("the API is documented for programs and for people, without another server", () =>
    Effect.gen(function* () {
      const document = JSON.parse(text(yield* ask("/api/openapi.json")))
      assert.strictEqual(document.openapi, "3.1.0")
      assert.includeMembers(Object.keys(document.paths), [
        "/api/v1/snippets",
        "/api/v1/podcasts",
        "/api/v1/podcasts/{id}/audio.mp3",
        "/healthz"
      ])
      const docs = yield* ask("/docs")
      assert.match(docs.headers["content-type"] ?? "", /^text\/html/)
      assert.notMatch(text(docs), /<(?:script|link|img)[^>]+(?:src|href)=/)
      assert.include(docs.headers["content-security-policy"] ?? "", "default-src 'none'")
      assert.notInclude(docs.headers["content-security-policy"], "unsafe-inline")
      assert.notInclude(text(docs), "<script")
      assert.include(text(docs), "POST /api/v1/podcasts")
      assert.isBelow(docs.body.length, 150_000)
    })
  )
})
