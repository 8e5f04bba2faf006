import { Clock, Effect, Schedule } from "effect"
import * as Client from "../packages/server/test/product/PodcastClient.ts"
import * as Product from "../packages/server/test/product/Product.ts"
import * as Audience from "./listeners/Audience.ts"
import type { VirtualPlayer } from "./listeners/VirtualPlayer.ts"
import * as ProcessMemory from "./ProcessMemory.ts"
import type { Benchmark, Options, Report } from "./Report.ts"

const goal = 1000

/** Episodes that are made meanwhile; listeners share them. */
const shows = 4

const sizeOf = ({ quick }: Options) =>
  quick ? { most: 100, step: 50, troubled: 10 } : { most: goal, step: 100, troubled: 50 }

/** How long each number of listeners is kept. */
const hold = "12 seconds"

/** How many listeners a server has, each at real pace, before one of them hears a pause. */
export const listeners: Benchmark = {
  summary: "1,000 listeners at real pace at one server, then frozen and slow ones beside them",
  run: (say, options) =>
    Effect.gen(function* () {
      const size = sizeOf(options)
      const server = yield* serve
      const begun = yield* Effect.forEach(numbers(shows), (n) =>
        Audience.begin(server.place(n), Client.topic(n))
      )
      const players = begun.map(({ leader }) => leader)
      yield* Effect.forkScoped(play(players))
      const stages: Array<Stage> = []
      const stage = Effect.fnUntraced(function* (label: string) {
        const before = underruns(players)
        const silentBefore = silence(players)
        yield* Effect.sleep(hold)
        const found: Stage = {
          label,
          listeners: players.length,
          underruns: underruns(players) - before,
          silence: silence(players) - silentBefore,
          lead: Math.min(...players.map(({ leadSeconds }) => leadSeconds)),
          megabytes: yield* server.megabytes
        }
        say(
          `${label}: ${found.underruns} underruns (${Math.round(found.silence)} ms), at least ${found.lead.toFixed(1)} s ahead, ${Math.round(found.megabytes)} MB`
        )
        stages.push(found)
        return found
      })
      const smooth = { count: 0, empty: (yield* stage("the first of each episode")).megabytes }
      while (smooth.count < size.most) {
        const joined = yield* Effect.forEach(
          numbers(size.step),
          Effect.fnUntraced(function* (n) {
            const show = begun[n % shows]
            if (show === undefined) return []
            const place = server.place(shows + players.length + n)
            return [yield* Audience.join(place, show.id, show.leader.cursor())]
          }),
          { concurrency: 20 }
        )
        players.push(...joined.flat())
        const { underruns } = yield* stage(`${players.length - shows} more`)
        if (underruns > 0) break
        smooth.count = players.length - shows
      }
      const troubled = numbers(size.troubled)
      const [show] = begun
      const trouble = Effect.fnUntraced(function* (
        label: string,
        join: typeof Audience.joinSlowly,
        from: number
      ) {
        if (show === undefined) return
        yield* Effect.forEach(troubled, (n) => join(server.place(from + n), show.id), {
          concurrency: 20
        })
        yield* stage(label)
      })
      yield* trouble(`with ${size.troubled} slow ones besides`, Audience.joinSlowly, 20_000)
      yield* trouble(`and ${size.troubled} frozen ones`, Audience.joinAndFreeze, 30_000)
      return report(stages, smooth.count, size.most)
    }).pipe(Effect.scoped, Effect.runPromise)
}

interface Stage {
  readonly label: string
  readonly listeners: number
  readonly underruns: number
  /** How long they were in all, in milliseconds. */
  readonly silence: number
  /** The least that any listener has received and not yet played, in seconds. */
  readonly lead: number
  /** Memory of the server. */
  readonly megabytes: number
}

const report = (stages: ReadonlyArray<Stage>, smooth: number, most: number): Report => {
  const [first] = stages
  const full = stages.find(({ listeners }) => listeners >= smooth + shows)
  const [slow, frozen] = stages.slice(-2)
  const memory = (from: Stage | undefined, to: Stage | undefined, count: number) =>
    from === undefined || to === undefined || count === 0
      ? null
      : ((to.megabytes - from.megabytes) * 1024) / count
  const troubledUnderruns = (slow?.underruns ?? 0) + (frozen?.underruns ?? 0)
  const missed = [
    ...(smooth >= most ? [] : [`${smooth} listeners of ${most} heard no pause`]),
    ...(troubledUnderruns === 0 ? [] : ["slow and frozen listeners were heard by others"])
  ]
  return {
    name: "listeners",
    summary: `Listeners at real pace of ${shows} episodes that are being made, at one server with its default settings. Each has the two WebSockets of a page, plays without decoding, and reports its position as the page does. All of them share the processors with the server.`,
    sections: [
      {
        title: "listeners",
        columns: [
          "in all",
          "underruns",
          "of ms in all",
          "least lead in s",
          "memory of the server in MB"
        ],
        rows: stages.map(({ label, lead, listeners, megabytes, silence, underruns }) => ({
          label,
          cells: [listeners, underruns, Math.round(silence), lead, Math.round(megabytes)]
        })),
        notes: [
          "Slow ones take twice as long as the sound lasts; frozen ones read nothing any more."
        ]
      },
      {
        title: "memory",
        columns: ["KB"],
        rows: [{ label: "of each listener", cells: [memory(first, full, smooth)] }]
      }
    ],
    ...(missed.length === 0 ? {} : { missed: missed.join("; ") })
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

const underruns = (players: ReadonlyArray<VirtualPlayer>) =>
  players.reduce((sum, player) => sum + player.underruns, 0)

const silence = (players: ReadonlyArray<VirtualPlayer>) =>
  players.reduce((sum, player) => sum + player.stalledMillis, 0)

/** Has all of them play, ten times a second. */
const play = (players: ReadonlyArray<VirtualPlayer>) =>
  Clock.currentTimeMillis.pipe(
    Effect.map((now) => players.forEach((player) => player.advance(now))),
    Effect.repeat(Schedule.fixed("100 millis"))
  )

const serve = Effect.acquireRelease(
  Effect.promise(async () => {
    const stack = new AsyncDisposableStack()
    const { path: data } = stack.use(await Product.temporaryFolder())
    const product = stack.use(await Product.start({ data, args: ["--trusted-proxy=127.0.0.1"] }))
    return { product, stack }
  }),
  ({ stack }) => Effect.promise(() => stack.disposeAsync())
).pipe(
  Effect.map(({ product: { origin, pid } }) => ({
    /** An IPv4 address for each number: the listeners are behind a proxy. */
    place: (n: number): Client.Place => ({
      origin,
      address: `198.18.${Math.floor(n / 250)}.${1 + (n % 250)}`
    }),
    megabytes: Effect.promise(() => ProcessMemory.megabytes(pid))
  }))
)
