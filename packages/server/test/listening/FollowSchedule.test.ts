import type { RequestListener } from "node:http"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { type PooledSnippet, Snippets } from "@aethercast/agents/store/Snippets"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { Follow, Followed, FollowId } from "@aethercast/domain/Follow"
import { SessionId } from "@aethercast/domain/Session"
import { TooManyOrders } from "@aethercast/domain/TooManyOrders"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Queue, Ref, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as TestWeb from "../../../agents/test/sources/TestWeb.ts"
import { EpisodeClient } from "../../src/listening/EpisodeClient.ts"
import { DueFollow, Follows } from "../../src/listening/Follows.ts"
import * as FollowSchedule from "../../src/listening/FollowSchedule.ts"
import * as EpisodeIds from "../../src/sessions/EpisodeIds.ts"

const session = SessionId.make("s".repeat(20))

const dueOf = (followed: Followed, servedTopic: string | null = null) =>
  new DueFollow({
    session,
    follow: new Follow({
      id: FollowId.make("0123456789abcdef"),
      followed,
      lengthSeconds: 180,
      style: "story",
      language: "en",
      timeZone: "UTC"
    }),
    morning: "2026-11-27",
    servedTopic
  })

/** The schedule with one thing that is due, until it is served; what it orders, in order. */
const scheduled = Effect.fnUntraced(function* (
  due: DueFollow,
  options: { readonly web?: TestWeb.TestWeb; readonly refuseFirst?: boolean } = {}
) {
  const orders = yield* Queue.unbounded<EpisodeRequest>()
  const served = yield* Queue.unbounded<string>()
  const isDue = yield* Ref.make(true)
  const refusals = yield* Ref.make(options.refuseFirst === true ? 1 : 0)
  const heard = yield* Ref.make(0)
  const saved = yield* Ref.make(Option.none<PooledSnippet>())
  const layer = FollowSchedule.layer.pipe(
    Layer.provide([
      CachedHttp.layerMemory.pipe(Layer.provide((options.web ?? (yield* TestWeb.make({}))).http)),
      Layer.mock(Follows, {
        due: Effect.map(Ref.get(isDue), (is) => (is ? [due] : [])),
        serve: (_, topic) =>
          Effect.andThen(Ref.set(isDue, false), Queue.offer(served, topic ?? "served"))
      }),
      Layer.mock(Snippets, {
        find: () => Ref.get(saved),
        save: (snippet) => Ref.set(saved, Option.some(snippet))
      }),
      Layer.mock(EpisodeClient, {
        start: Effect.fnUntraced(function* (request) {
          yield* Queue.offer(orders, request)
          if ((yield* Ref.getAndUpdate(refusals, (left) => left - 1)) > 0) {
            return yield* new TooManyOrders({ by: "everybody", retryAfterSeconds: 60 })
          }
          return WorkflowId.make(`episode:${request.id}`)
        }),
        listen: (_, { download }) =>
          Stream.unwrap(
            Effect.as(
              Ref.update(heard, (n) => n + (download ? 1 : 0)),
              Stream.empty
            )
          )
      })
    ])
  )
  yield* Layer.build(layer)
  return { orders, served, heard: Ref.get(heard) }
})

const tides = dueOf(Followed.cases.Topic.make({ words: "tides" }))

const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>
<entry><id>1</id><title>Old walls</title><link href="https://a.example/1"/><updated>2026-11-20T10:00:00Z</updated></entry>
<entry><id>2</id><title>New walls</title><link href="https://a.example/2"/><updated>2026-11-26T10:00:00Z</updated></entry></feed>`

const feed: RequestListener = (_, response) => response.end(atom)

describe("the schedule of what sessions follow", () => {
  it.effect("orders one episode for the morning, and has it made to its end", () =>
    Effect.gen(function* () {
      const { heard, orders, served } = yield* scheduled(tides)
      assert.strictEqual(yield* Queue.take(served), "served")
      const order = yield* Queue.take(orders)
      assert.strictEqual(order.id, EpisodeIds.ofKey(session, "follow 0123456789abcdef 2026-11-27"))
      assert.deepInclude(order, { lengthSeconds: 180, style: "story" })
      assert.deepStrictEqual(order.subject, { _tag: "Words", words: "tides" })
      assert.strictEqual(yield* heard, 1)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* Queue.size(orders), 0)
    })
  )

  it.effect("tries an order again that was refused, a minute later", () =>
    Effect.gen(function* () {
      const { orders, served } = yield* scheduled(tides, { refuseFirst: true })
      const first = yield* Queue.take(orders)
      assert.strictEqual(yield* Queue.size(served), 0)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Queue.take(orders)).id, first.id)
      assert.strictEqual(yield* Queue.take(served), "served")
    })
  )

  it.effect("orders the newest entry of a feed, and none that it had before", () =>
    Effect.gen(function* () {
      const web = yield* TestWeb.make({ "feed.test": feed })
      const followed = Followed.cases.Feed.make({ url: web.at("feed.test", "/atom") })
      const first = yield* scheduled(dueOf(followed), { web })
      const topic = yield* Queue.take(first.served)
      assert.match(topic, /^new-walls-/)
      const { subject } = yield* Queue.take(first.orders)
      assert.strictEqual(subject._tag === "Known" ? subject.topicId : "", topic)
      const again = yield* scheduled(dueOf(followed, topic), { web })
      assert.strictEqual(yield* Queue.take(again.served), "served")
      assert.strictEqual(yield* Queue.size(again.orders), 0)
    })
  )
})
