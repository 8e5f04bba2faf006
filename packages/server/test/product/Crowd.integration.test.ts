import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import * as Client from "./PodcastClient.ts"
import * as Product from "./Product.ts"
import * as Listener from "./SocketListener.ts"

const accepted = 12
const refused = 4
const running = 3

describe("a crowd of orders at a server that is killed in the middle", () => {
  it("is told its places, or when to try again, and everything that was accepted ends", async () => {
    const place = (n: number): Client.Place => ({
      origin: product.origin,
      address: `198.51.100.${n}`
    })
    const numbers = Array.from({ length: accepted + refused }, (_, n) => n)
    const episodes = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const listeners = yield* Effect.forEach(numbers, (n) => Listener.connect(place(n)))
          const ordered = yield* Effect.forEach(
            numbers,
            (n) => Client.order(place(n), Client.topic(n), 30),
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual(
            ordered.filter(({ _tag }) => _tag === "Refused"),
            Array.from({ length: refused }, () => Client.refusedFor(300))
          )

          let heard = 0
          const enough = yield* Deferred.make<void>()
          const outcomes = yield* Effect.forEach(
            listeners,
            Effect.fnUntraced(function* (listener, n) {
              const answer = ordered[n]
              if (answer?._tag !== "Accepted") return []
              const { places } = yield* Listener.beginning(listener, answer.id)
              if (++heard >= running) yield* Deferred.succeed(enough, undefined)
              const bytes = yield* Client.download(place(n), answer.id)
              return [{ places, bytes, status: yield* Client.status(place(n), answer.id) }]
            }),
            { concurrency: "unbounded" }
          ).pipe(Effect.forkChild({ startImmediately: true }))

          yield* Effect.raceFirst(Deferred.await(enough), Fiber.join(outcomes))
          const { port } = product
          yield* Effect.promise(() => product.kill())
          product = yield* Effect.promise(() => start(port))
          return (yield* Fiber.join(outcomes)).flat()
        })
      )
    )
    assert.deepStrictEqual(
      episodes.map(({ status }) => status),
      episodes.map(() => "complete")
    )
    assert.lengthOf(episodes, accepted)
    for (const { bytes } of episodes) {
      assert.isAbove(bytes, 20 * 8000, "20 seconds")
    }
    // The others started at once, or when the server was started again.
    const waited = episodes.filter(({ places }) => places.length > 0)
    assert.isAtLeast(waited.length, accepted - 2 * running)
    for (const { places } of waited) assert.isBelow(Math.max(...places), accepted)
    assert.notMatch(product.output(), /[Ss]hard lock/)
    assert.isTrue(await Effect.runPromise(Client.isReady(place(0))))
  })
})

let folder: Awaited<ReturnType<typeof Product.temporaryFolder>>
let product: Product.Product

/** It takes 12 orders at once, and from then on one every five minutes. */
const start = (port = 0) =>
  Product.start({
    data: folder.path,
    port,
    quotas: `node=${accepted}/1h`,
    args: ["--trusted-proxy=127.0.0.1", `--episodes=${running}`]
  })

beforeAll(async () => {
  folder = await Product.temporaryFolder()
  product = await start()
})

afterAll(async () => {
  await product[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})
