import { Clock, Deferred, Effect, Fiber, Schedule } from "effect"
import * as Client from "../../packages/server/test/product/PodcastClient.ts"
import * as Product from "../../packages/server/test/product/Product.ts"
import * as Listener from "../../packages/server/test/product/SocketListener.ts"

/** A server that can be killed and started again, at the same port. */
export interface Server {
  /** An IPv4 address for each number: the listeners are behind a proxy. */
  readonly place: (n: number) => Client.Place
  readonly restart: Effect.Effect<void>
}

export const serve = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await Product.temporaryFolder()
    const start = (port: number) =>
      Product.start({ data: folder.path, port, quotas: "waiting=300", args: proxied })
    let product = await start(0)
    const { origin, port } = product
    const server: Server = {
      place: (n) => ({ origin, address: `198.18.${Math.floor(n / 250)}.${1 + (n % 250)}` }),
      restart: Effect.promise(async () => {
        await product.kill()
        product = await start(port)
      })
    }
    const stop = async () => {
      await product[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    }
    return { server, stop }
  }),
  ({ stop }) => Effect.promise(stop)
).pipe(Effect.map(({ server }) => server))

const proxied = ["--trusted-proxy=127.0.0.1"]

const lengthSeconds = 60

/** A listener takes this long to hear what is generated ahead, and then downloads the rest. */
const listeningSeconds = 30

/** What became of an accepted order. */
export interface Heard {
  /** To the first sound, since its turn or, if it never waited, since the order. */
  readonly millis: number
  readonly isTold: boolean
  /** The server was killed between its turn and its first sound. */
  readonly isInterrupted: boolean
  readonly status: string
}

/** Orders and hears an episode; it is made to its end. `heard` is called with the first sound. */
const hear = Effect.fnUntraced(function* (
  listener: Listener.SocketListener,
  place: Client.Place,
  topic: string,
  say: (line: string) => void,
  /** How long it is played before the download. */
  playing: Effect.Effect<unknown> = Effect.void
) {
  const orderedAt = yield* Clock.currentTimeMillis
  const answer = yield* Client.order(place, topic, lengthSeconds)
  if (answer._tag === "Refused") return answer
  const { heardAt, isInterrupted, places, turnAt } = yield* Listener.beginning(listener, answer.id)
  say(`${topic}: heard after ${heardAt - (turnAt ?? orderedAt)} ms`)
  yield* Effect.raceFirst(playing, Effect.andThen(Listener.play(listener, answer.id), Effect.never))
  yield* Client.download(place, answer.id)
  const status = yield* Client.status(place, answer.id)
  say(`${topic}: ${status}`)
  return {
    _tag: "Heard" as const,
    millis: heardAt - (turnAt ?? orderedAt),
    isTold: places.length > 0,
    isInterrupted,
    status
  } satisfies Heard & { readonly _tag: "Heard" }
})

/** Milliseconds to the first sound of a listener who is alone; answers when the episode is made. */
export const alone = Effect.fnUntraced(function* (
  server: Server,
  n: number,
  say: (line: string) => void
) {
  const place = server.place(10_000 + n)
  const outcome = yield* hear(yield* Listener.connect(place), place, Client.topic(1000 + n), say)
  return outcome._tag === "Heard" ? outcome.millis : yield* Effect.die(outcome)
}, Effect.scoped)

export interface Rush {
  readonly heard: ReadonlyArray<Heard>
  /** For each refused order, when another may succeed. */
  readonly retryAfterSeconds: ReadonlyArray<number>
  /** Until every episode had ended. */
  readonly seconds: number
  /** Out of those seconds, how many the server was not ready in. */
  readonly secondsNotReady: number
}

/** All orders at the same time; the server is killed when some of the listeners have heard something. */
export const rush = Effect.fnUntraced(function* (
  server: Server,
  size: { readonly orders: number; readonly listeners: number; readonly killAfter: number },
  say: (line: string) => void
) {
  const listeners = yield* Effect.forEach(
    Array.from({ length: size.listeners }, (_, n) => n),
    (n) => Listener.connect(server.place(n)),
    { concurrency: 20 }
  )
  yield* Effect.forEach(listeners.slice(size.orders), Listener.watchTopics, { discard: true })
  let secondsNotReady = 0
  yield* Client.isReady(server.place(0)).pipe(
    Effect.map((isReady) => (secondsNotReady += isReady ? 0 : 1)),
    Effect.repeat(Schedule.fixed("1 second")),
    Effect.forkScoped
  )

  let sounds = 0
  const enough = yield* Deferred.make<void>()
  const playing = Effect.suspend(() =>
    ++sounds === size.killAfter ? Deferred.succeed(enough, undefined) : Effect.void
  ).pipe(Effect.andThen(Effect.sleep(`${listeningSeconds} seconds`)))
  const began = yield* Clock.currentTimeMillis
  const crowd = yield* Effect.forEach(
    listeners.slice(0, size.orders),
    (listener, n) => hear(listener, server.place(n), Client.topic(n), say, playing),
    { concurrency: "unbounded" }
  ).pipe(Effect.forkChild({ startImmediately: true }))
  yield* Effect.raceFirst(Deferred.await(enough), Fiber.join(crowd))
  say("the server is killed")
  yield* server.restart
  say("it is ready again")
  const outcomes = yield* Fiber.join(crowd)
  return {
    heard: outcomes.filter((outcome) => outcome._tag === "Heard"),
    retryAfterSeconds: outcomes.flatMap((outcome) =>
      outcome._tag === "Refused" ? [outcome.retryAfterSeconds] : []
    ),
    seconds: Math.round(((yield* Clock.currentTimeMillis) - began) / 1000),
    secondsNotReady
  } satisfies Rush
}, Effect.scoped)
